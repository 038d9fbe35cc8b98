"""The sample class fits the checks of today: who did it right has full marks, a mistake breaks what it names."""

import io

import pytest
from rich.console import Console

from grader.checking.fork_client import ForkServer
from grader.checking.job import Job
from grader.checks.verdict import Status
from grader.course.pack import Course, mistakes
from grader.demo.sample import evidence, sample_class, script
from grader.errors import CourseError
from grader.grading.evaluation import evaluate
from grader.grading.findings import findings
from grader.reports.student_report.text import render_text

COURSE = Course.at(None)
WORK = [(student, name) for student in sample_class().students for name in student.work]


@pytest.fixture(scope="module")
def fork_server():
    process = ForkServer(COURSE.exercises())
    yield process
    process.close()


def _expected(exercise, work):
    """The checks that this piece of work breaks, or None for a host on which nothing was done."""
    if work == "nothing":
        return None
    return next((dict(one.breaks) for one in mistakes(exercise) if one.name == work), {})


@pytest.mark.parametrize(("student", "name"), WORK, ids=[f"{student.id}-{name}" for student, name in WORK])
def test_a_recording_says_what_the_students_script_must_bring(fork_server, student, name):
    exercise = COURSE.exercise(name)
    [attempt] = fork_server.visit([Job(exercise, f"evidence:{evidence(student, name)}")])
    assert attempt.error is None
    said = {verdict.check: verdict.status.value for verdict in attempt.verdicts if verdict.status != "passed"}
    expected = _expected(exercise, student.work[name])
    if expected is None:
        assert set(said.values()) <= {"failed", "blocked"}
        assert len(said) == len(attempt.verdicts)
    else:
        assert said == expected


def test_a_recording_is_small():
    sizes = [evidence(student, name).stat().st_size for student, name in WORK]
    assert max(sizes) < 20_000


def test_a_piece_of_work_that_no_script_stands_for_is_named():
    with pytest.raises(CourseError, match="no such mistake"):
        script(COURSE.exercise("ex05"), "nobody-does-this")


@pytest.mark.parametrize(("student", "name"), WORK, ids=[f"{student.id}-{name}" for student, name in WORK])
def test_the_next_step_is_what_the_students_script_breaks(fork_server, student, name):
    exercise = COURSE.exercise(name)
    broken = _expected(exercise, student.work[name])
    [attempt] = fork_server.visit([Job(exercise, f"evidence:{evidence(student, name)}")])
    found = findings(evaluate(attempt, COURSE, exercise, language="en"))
    if broken:
        assert found[0].check.id in broken
        assert not broken.keys() & {*found[0].check.after}
    assert bool(found) == (broken != {})
    assert all(one.check.status in {Status.FAILED, Status.PARTIAL} for one in found)


def test_wordpress_on_an_untouched_host_is_two_containers_in_at_most_20_lines(fork_server):
    nobody, exercise = sample_class().students[-1], COURSE.exercise("ex06")
    [attempt] = fork_server.visit([Job(exercise, f"evidence:{evidence(nobody, 'ex06')}")])
    result, file = evaluate(attempt, COURSE, exercise, language="en"), io.StringIO()
    assert [one.check.root.name for one in findings(result)] == ["wp-db", "wp-web"]
    render_text([result], Console(file=file, width=80), "en")
    assert file.getvalue().count("\n") <= 20
