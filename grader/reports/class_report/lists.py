"""The lists of a class report: ungraded results, late work, changes. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, LateEffect, Result
from grader.reports.class_report.data import ClassReport, ExerciseColumn, Previous, StudentRow


@dataclass(frozen=True)
class Ungraded:
    """A result that could not be determined, on a host that could be reached."""

    row: StudentRow
    exercise: ExerciseColumn
    cause: str | None


def ungraded(report: ClassReport) -> list[Ungraded]:
    """The results with status `error`. Unreachable hosts are in their rows."""
    return [
        Ungraded(row, exercise, result.cause)
        for row, exercise, result in _results(report)
        if result.status == "error" and row.unreachable is None
    ]


def late_work(report: ClassReport) -> list[tuple[StudentRow, ExerciseColumn, LateEffect, Result | None]]:
    """The scores that the late policy reduced, with their results."""
    return [
        (row, exercise, attempt.late, attempt.result)
        for row in report.rows
        for exercise, attempt in zip(report.exercises, row.attempts, strict=True)
        if attempt.late
    ]


@dataclass(frozen=True)
class ResultChange:
    """A difference between this run and the previous one. Scores are before the late policy."""

    row: StudentRow
    exercise: ExerciseColumn
    before: float | None
    after: float | None
    checks: list[tuple[str, Status, Status]]

    @property
    def order(self) -> float:
        """A sort key: greatest loss first."""
        return 0 if self.before is None or self.after is None else self.after - self.before


def changes(report: ClassReport) -> list[ResultChange]:
    """The differences from the previous run, for students and exercises that were in it."""
    if report.previous is None:
        return []
    before = {(one.student, one.exercise): one for one in report.previous.results}
    found = []
    for row in report.rows:
        for exercise, attempt in zip(report.exercises, row.attempts, strict=True):
            known = before.get((row.student, exercise.id))
            if known is not None and attempt.result is not None:
                change = _change(row, exercise, known, attempt.result)
                found += [change] if change.checks or change.before != change.after else []
    return sorted(found, key=lambda change: change.order)


def _change(row: StudentRow, exercise: ExerciseColumn, before: Previous, result: Result) -> ResultChange:
    was = {check.id: check.status for check in before.checks}
    now: list[CheckResult] = result.checks
    changed = [(one.id, was[one.id], one.status) for one in now if was.get(one.id, one.status) is not one.status]
    score = result.score if result.status == "graded" else None
    return ResultChange(row, exercise, before.score, score, changed)


def _results(report: ClassReport) -> Iterator[tuple[StudentRow, ExerciseColumn, Result]]:
    for row in report.rows:
        for exercise, attempt in zip(report.exercises, row.attempts, strict=True):
            if attempt.result is not None:
                yield row, exercise, attempt.result
