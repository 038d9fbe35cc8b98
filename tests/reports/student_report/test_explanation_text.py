"""Explanations as text: one check fits a screen, and says what was read, when, and how to see it by hand."""

import datetime
import io
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len
from rich.console import Console

from grader.checking.job import Job
from grader.checking.replays import replays
from grader.course.pack import Course
from grader.demo.sample import evidence, sample_class
from grader.evidence.file import Evidence
from grader.grading.evaluation import evaluate
from grader.grading.excerpts import facts_behind
from grader.records.events import AttemptPlace
from grader.reports.student_report.explanation import Explanation, Shown
from grader.reports.student_report.explanation_text import MOST_LINES, render_explanation
from tests.support.samples import explanation


def text(found, language="en", **how):
    console = Console(file=io.StringIO(), width=80, highlight=False)
    render_explanation(found, console, language, **how)
    return console.file.getvalue()


@pytest.fixture(scope="session")
def explained():
    """explained(language): an explanation of each check of the sample class."""
    course = Course.at(None)
    jobs = [
        Job(course.exercise(exercise), f"evidence:{evidence(student, exercise)}", student=student.id)
        for student in sample_class().students
        for exercise in student.work
    ]
    attempts = list(replays(jobs))

    def of(language):
        for job, attempt in zip(jobs, attempts, strict=True):
            attempt.evidence = Evidence.read(evidence_of(job))
            result = evaluate(attempt, course, job.exercise, language=language, student=job.student)
            verdicts = {one.check: one for one in attempt.verdicts}
            reached = datetime.datetime.fromisoformat(attempt.evidence.manifest.started)
            for check in result.checks:
                facts = tuple(facts_behind(verdicts[check.id], attempt.evidence))
                shown = Shown(check, check, by_hand=False, hint=check.hint or "", facts=facts, events=())
                yield Explanation(
                    job.student,
                    "Sample Student",
                    result.exercise,
                    result.title,
                    result.host,
                    result.started,
                    reached.astimezone(ZoneInfo("Asia/Seoul")),
                    AttemptPlace(1, 1, counts=True),
                    "student",
                    result.score,
                    result.max_score,
                    None,
                    (shown,),
                )

    return of


def evidence_of(job):
    return evidence(next(one for one in sample_class().students if one.id == job.student), job.exercise.id)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_check_of_the_sample_class_fits_a_screen(explained, language):
    for found in explained(language):
        lines = text(found, language).splitlines()
        assert len(lines) <= MOST_LINES, "\n".join(lines)
        assert max(map(cell_len, lines)) <= 80


def test_no_excerpt_of_the_sample_class_shows_plumbing(explained):
    for found in explained("en"):
        shown = text(found)
        for word in ("su -s", "unset DOCKER", "timeout -k", "LC_ALL=", "XDG_RUNTIME_DIR=/", "/v1.41/"):
            assert word not in shown


def test_it_says_what_was_read_and_when_and_how_to_see_it(explained):
    found = next(one for one in explained("en") if (one.student, one.checks[0].check.id) == ("s03", "bind-mounted"))
    shown = text(found)
    assert '      Mounts[0].Type = "volume"\n' in shown
    assert "Read on the host at 2026-11-30 06:03:" in shown
    assert "KST" in shown
    assert "As student on the host:\n    docker inspect -f '{{json .Mounts}}' os3\n" in shown


def test_even_of_the_longest_check_a_screenful_is_shown():
    for one in explanation().checks:
        found = explanation()
        lines = text(Explanation(**{**vars_of(found), "checks": (one,)})).splitlines()
        assert len(lines) <= MOST_LINES


def vars_of(found):
    return {name: getattr(found, name) for name in found.__slots__}


def test_with_facts_all_is_shown():
    assert len(text(explanation(), facts=True).splitlines()) > 4 * MOST_LINES
