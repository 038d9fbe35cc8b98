"""The sample class fits the checks of today: who did it right has full marks, a mistake breaks what it names."""

import pytest

from grader.checking.fork_client import ForkServer
from grader.checking.job import Job
from grader.course.pack import Course, mistakes
from grader.demo.sample import evidence, sample_class, script
from grader.errors import CourseError

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
