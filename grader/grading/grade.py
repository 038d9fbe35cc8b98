"""From verdicts and a rubric to a grade: a pure function, so that a changed rubric needs no host."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from grader.checks.verdict import Status, Verdict
from grader.course.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Line:
    """One check's points; None when the grader could not tell."""

    check: str
    points: float | None
    max_points: float
    bonus: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Grade:
    """A graded exercise. With status `error` there is no score, and nothing may be derived from one."""

    lines: tuple[Line, ...]
    score: float | None
    max_score: float
    status: Literal["graded", "error"]


def grade(verdicts: Iterable[Verdict], rubric: Rubric, *, only: Collection[str] | None = None) -> Grade:
    """Score the verdicts; `only` limits the grade to these checks.

    A check of the rubric without a verdict counts as one that the grader could not tell. Bonus points come on top
    of `max_score`. Points have two decimals.
    """
    by_id = {verdict.check: verdict for verdict in verdicts}
    chosen = [check for check in rubric.checks if only is None or check in only]
    missing = {check: Verdict(check=check, status=Status.ERROR) for check in chosen if check not in by_id}
    found = {**by_id, **missing}
    lines = tuple(_line(found[check], rubric, found) for check in chosen)
    max_score = round(sum(line.max_points for line in lines if not line.bonus), 2)
    if any(line.points is None for line in lines):
        return Grade(lines, None, max_score, "error")
    return Grade(lines, round(sum(line.points or 0.0 for line in lines), 2), max_score, "graded")


def _line(verdict: Verdict, rubric: Rubric, found: Mapping[str, Verdict]) -> Line:
    entry = rubric.checks[verdict.check]
    return Line(verdict.check, _points(verdict, entry.points, rubric, found), entry.points, entry.bonus, verdict)


def _points(verdict: Verdict, worth: float, rubric: Rubric, found: Mapping[str, Verdict]) -> float | None:
    group = next((g for g in rubric.groups.values() if verdict.check in g.checks), None)
    whole = group is not None and group.award == "all-or-nothing"
    members = [found[c] for c in group.checks if c in found] if group and whole else [verdict]
    if any(_unknown(member, found) for member in members):
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


def _unknown(verdict: Verdict, found: Mapping[str, Verdict]) -> bool:
    """Whether the grader could not tell, be it because it could not tell what this check needs."""
    root = found.get(verdict.blocked_by or "")
    if verdict.status is Status.BLOCKED and root is not None:
        return root.status is Status.ERROR
    return verdict.status is Status.ERROR
