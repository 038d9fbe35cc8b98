"""The effect of a change of records, as a preview or after it was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.checks.verdict import Status, Verdict, concluded
from grader.message import Message
from grader.records.entries import Kind, Record, Rescored, Score, Undetermined


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A check with another verdict or other points than before. None: it did not exist or was undetermined."""

    check: str
    before: Status | None
    after: Status | None
    points_before: float | None
    points_after: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One attempt whose score or verdicts change."""

    student: str
    exercise: str
    attempt: int
    """Its key in the gradebook."""
    number: int
    """Which attempt it is among the student's in this exercise, from 1."""
    of: int
    """How many there are."""
    before: float | None
    """The points after the late policy."""
    after: float | None
    max_before: float
    max_after: float
    checks: tuple[ScoreChange, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that a change changes, and how much it leaves unchanged."""

    kind: Kind
    run: str | None
    """The ID of the run; None if nothing was recorded."""
    made_by: str
    why: str | None
    changed: tuple[Difference, ...]
    undetermined: tuple[Undetermined, ...]
    same: int
    """How many attempts were examined and stay unchanged."""
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class _Points:
    by_check: Mapping[str, float | None]
    raw: float | None
    max_score: float
    final: float | None


def difference(entry: Rescored, verdicts: Sequence[Verdict]) -> Difference | None:
    """How a new score with these verdicts differs from the record's score and verdicts; None if it does not."""
    grade = entry.grade
    points = {one.check: one.points for one in grade.checks}
    return _difference(entry.record, _Points(points, grade.score, grade.max_score, entry.final), verdicts)


def between(before: Record, after: Record) -> Difference | None:
    """How a record differs from its earlier state; None if it does not."""
    return _difference(before, _points_of(after.score), after.verdicts)


def _difference(before: Record, after: _Points, verdicts: Sequence[Verdict]) -> Difference | None:
    was = _points_of(before.score)
    old = {one.check: one for one in before.verdicts}
    new = {one.check: one for one in verdicts}
    checks = tuple(
        ScoreChange(check, _status(old, check), _status(new, check), was.by_check.get(check), after.by_check.get(check))
        for check in dict.fromkeys([*after.by_check, *was.by_check, *new, *old])
        if was.by_check.get(check) != after.by_check.get(check) or _conclusion(old, check) != _conclusion(new, check)
    )
    if was == after and not checks:
        return None
    return Difference(
        before.student, before.exercise, before.id, 1, 1, was.final, after.final, was.max_score, after.max_score, checks
    )


def numbered(changed: Iterable[Difference], attempts: Iterable[Record]) -> tuple[Difference, ...]:
    """The changes with the number of each attempt among these, which are all of the students, oldest first."""
    own: dict[tuple[str, str], list[int]] = {}
    for one in attempts:
        own.setdefault((one.student, one.exercise), []).append(one.id)
    return tuple(
        replace(one, number=ids.index(one.attempt) + 1, of=len(ids))
        for one in changed
        for ids in [own[one.student, one.exercise]]
    )


def _points_of(score: Score) -> _Points:
    return _Points(score.points, score.raw, score.max_score, score.final)


def _status(verdicts: Mapping[str, Verdict], check: str) -> Status | None:
    return verdicts[check].status if check in verdicts else None


def _conclusion(verdicts: Mapping[str, Verdict], check: str) -> dict[str, object] | None:
    return concluded(verdicts[check]) if check in verdicts else None
