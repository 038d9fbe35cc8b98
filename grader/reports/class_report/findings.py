"""The lists of a class report: common problems, ungraded results, late work, changes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, LateEffect, Result
from grader.reports.class_report.data import CheckColumn, ClassReport, ExerciseColumn, Previous, StudentRow
from grader.reports.summary import brief_reason
from grader.text.clean import one_line

_VARYING = re.compile(r"\b[0-9a-f]{12,64}\b|\d+")
_GAP = "…"
_LONGEST = 300


@dataclass
class Failure:
    """A problem that one or more students have."""

    exercise: ExerciseColumn
    check: CheckColumn
    status: Status
    said: str
    """The message; … replaces numbers and names that differ between students."""
    examples: dict[str, None] = field(default_factory=dict)
    """The distinct messages, unchanged."""
    rows: list[StudentRow] = field(default_factory=list)


def failures(report: ClassReport) -> list[Failure]:
    """The messages of checks that failed or could not be determined, most common first.

    Blocked checks are not listed; their causes are.
    """
    found: dict[tuple[str, str, Status, str], Failure] = {}
    for row, exercise, result in _results(report):
        columns = {check.id: check for check in exercise.checks}
        if _nothing_known(result):
            continue
        for check in result.checks:
            if check.status in {Status.PASSED, Status.BLOCKED} or check.id not in columns:
                continue
            said = one_line(brief_reason(check, report.language) or check.title, _LONGEST)
            same = normalised(said, row)
            group = found.setdefault(
                (exercise.id, check.id, check.status, same), Failure(exercise, columns[check.id], check.status, same)
            )
            group.examples[said] = None
            group.rows.append(row)
    for group in found.values():
        if len(group.examples) == 1:
            group.said = next(iter(group.examples))
    return sorted(found.values(), key=lambda group: -len(group.rows))


def _nothing_known(result: Result) -> bool:
    """Whether all checks have the same cause, which the list of ungraded results shows once."""
    return result.status == "error" and all(
        check.status is Status.ERROR and check.cause == result.cause for check in result.checks
    )


def normalised(said: str, row: StudentRow) -> str:
    """The message without what differs between students: id, name, host, numbers, container ids."""
    return _VARYING.sub(_GAP, _own(row.student, row.name, row.host).sub(_GAP, said))


@lru_cache(maxsize=4)
def _own(*words: str) -> re.Pattern[str]:
    """A pattern of a student's own words. Results come row by row, so a small cache suffices."""
    host = words[-1].rpartition("@")[2].rpartition("/")[2]
    longest_first = sorted({*words, host} - {""}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@dataclass(frozen=True)
class Ungraded:
    """A result that could not be determined, on a host that could be reached."""

    row: StudentRow
    exercise: ExerciseColumn
    cause: str | None


def ungraded(report: ClassReport) -> list[Ungraded]:
    """The results with status `error`. Unreachable hosts are in their rows."""
    return [Ungraded(row, exercise, r.cause) for row, exercise, r in _results(report) if r.status == "error"]


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
