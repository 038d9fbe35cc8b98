"""Grades to send, a ledger for them, and a policy that does not wait."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from grader.delivery.retry import RetryPolicy
from grader.exports.grades import ClassGrades, ExportedScore, RosterIdentity, StudentGrades
from grader.grading.result import Result
from grader.records.deliveries import Deliveries
from grader.records.gradebook import Gradebook
from grader.reports.class_report.data import ExerciseColumn

NOON = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.UTC)
CLASS = "docker-2026"
EX05 = ExerciseColumn(id="ex05", title="A network", max_score=100.0, checks=[])
AT_ONCE = RetryPolicy(sleep=lambda _: None)


def student(name: str, points: Mapping[str, float] | float | None = None, **identity: str) -> StudentGrades:
    """A student with points in ex05, or in several exercises."""
    scores = points if isinstance(points, Mapping) else ({} if points is None else {"ex05": points})
    who = RosterIdentity(**{"id": name, "email": f"{name}@school.example", "username": name, **identity})
    exported = {one: ExportedScore(value, NOON) for one, value in scores.items()}
    return StudentGrades(who=who, scores=exported, results=dict, file_name=name, page=lambda _: "<p>page")


def grades(*students: StudentGrades, exercises: tuple[ExerciseColumn, ...] = (EX05,)) -> ClassGrades:
    return ClassGrades(name=CLASS, language="en", run="r1", exercises=exercises, students=students)


def with_results(one: StudentGrades, *results: Result) -> StudentGrades:
    """The student with results, from which feedback is written."""
    return replace(one, results=lambda: {result.exercise: result for result in results})


def ledger_of(book: Gradebook, graded: ClassGrades, service: str = "lti") -> Deliveries:
    """The ledger of a class with these students."""

    class Listed:
        section = ""

        def __init__(self, who: RosterIdentity) -> None:
            self.id, self.name, self.email = who.id, who.name, who.email

    listed = [Listed(one.who) for one in graded.students]
    run = book.begin_run(graded.name, exercises=[one.id for one in graded.exercises], students=listed)
    return Deliveries.of(run, service)


@pytest.fixture
def gradebook(tmp_path: Path) -> Iterator[Gradebook]:
    with Gradebook.open(tmp_path / "gradebook.db") as opened:
        yield opened
