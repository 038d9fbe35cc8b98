"""Computes a grade from verdicts and a rubric. A pure function: applying a changed rubric needs no host."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from grader.checking.attempt import Attempt
from grader.checks.verdict import Status, Verdict
from grader.course.rubric import Rubric
from grader.message import Message


@dataclass(frozen=True, slots=True)
class CheckPoints:
    """What one check earned."""

    check: str
    points: float | None
    """None when the result could not be determined."""
    max_points: float
    bonus: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Grade:
    """A graded exercise. With status `error` there is no score, and none may be derived from the points."""

    checks: tuple[CheckPoints, ...]
    score: float | None
    max_score: float
    """The sum of all points that are not bonus."""
    status: Literal["graded", "error"]

    @classmethod
    def total(cls, checks: Iterable[CheckPoints], max_score: float) -> Grade:
        """Add up the points; there is no score if the points of any check could not be determined."""
        checks = tuple(checks)
        known = [one.points for one in checks if one.points is not None]
        if len(known) < len(checks):
            return cls(checks, None, max_score, "error")
        return cls(checks, round(sum(known), 2), max_score, "graded")


def grade(verdicts: Iterable[Verdict], rubric: Rubric, *, only: Collection[str] | None = None) -> Grade:
    """Score the verdicts.

    A check of the rubric that has no verdict counts as undetermined. Bonus points are added on top of `max_score`.

    Args:
        verdicts: At most one for each check.
        rubric: The points of each check, rounded to two decimals.
        only: Limit the grade to these checks; by default, all checks of the rubric count.
    """
    by_id = {verdict.check: verdict for verdict in verdicts}
    chosen = [check for check in rubric.checks if only is None or check in only]
    missing = {check: Verdict(check=check, status=Status.ERROR) for check in chosen if check not in by_id}
    found = {**by_id, **missing}
    checks = [_check_points(found[check], rubric, found) for check in chosen]
    return Grade.total(checks, round(sum(one.max_points for one in checks if not one.bonus), 2))


def cause_of(attempt: Attempt, grade: Grade) -> Message | str | None:
    """Why the attempt, or the first of its checks to lack a result, could not be evaluated."""
    if attempt.error is not None:
        return attempt.error.message
    verdicts = (one.verdict for one in grade.checks)
    return next((one.cause_message or one.cause for one in verdicts if one.cause), None)


def _check_points(verdict: Verdict, rubric: Rubric, found: Mapping[str, Verdict]) -> CheckPoints:
    entry = rubric.checks[verdict.check]
    return CheckPoints(verdict.check, _points(verdict, entry.points, rubric, found), entry.points, entry.bonus, verdict)


def _points(verdict: Verdict, worth: float, rubric: Rubric, found: Mapping[str, Verdict]) -> float | None:
    group = next((g for g in rubric.groups.values() if verdict.check in g.checks), None)
    whole = group is not None and group.award == "all-or-nothing"
    members = [found[c] for c in group.checks if c in found] if group and whole else [verdict]
    if any(_is_undetermined(member, found) for member in members):
        return None
    if whole:
        return worth if all(member.status is Status.PASSED for member in members) else 0.0
    match verdict.status:
        case Status.PASSED:
            return worth
        case Status.PARTIAL:
            return min(worth, round(worth * min(1.0, max(0.0, verdict.fraction)), 2))
        case _:
            return 0.0


def _is_undetermined(verdict: Verdict, found: Mapping[str, Verdict]) -> bool:
    """Whether the result of this check, or of the check that it depends on, could not be determined."""
    root = found.get(verdict.blocked_by or "")
    if verdict.status is Status.BLOCKED and root is not None:
        return root.status is Status.ERROR
    return verdict.status is Status.ERROR
