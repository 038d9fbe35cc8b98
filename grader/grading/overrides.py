"""Overrides: points or verdicts that an instructor sets by hand, and the grade that follows. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from grader.checking.root_causes import resolved
from grader.checks.verdict import Status, Verdict, caused
from grader.course.rubric import Rubric
from grader.errors import NotInEvidence, UsageError
from grader.grading.grade import Grade, grade
from grader.message import Message
from grader.text.suggestions import did_you_mean
from grader.text.values import quantity

DeclaredVerdict = Literal["passed", "failed"]
"""What a check can be declared to be. Use points for anything in between."""


@dataclass(frozen=True, slots=True)
class Override:
    """Points or a verdict that an instructor set by hand. Without `check`, the points are the exercise's score."""

    check: str | None = None
    points: float | None = None
    verdict: DeclaredVerdict | None = None


def graded(
    verdicts: Iterable[Verdict],
    rubric: Rubric,
    overrides: Sequence[Override] = (),
    *,
    only: Collection[str] | None = None,
) -> Grade:
    """Score the verdicts as `grade` does, with overrides applied.

    A declared verdict counts like the check's own, also in an all-or-nothing group. Declared points apply to that
    check alone; its group is scored by the verdicts. Neither can exceed the points in the rubric. An override of a
    check that is not in the rubric has no effect: see `stale`.
    """
    declared = {one.check: one.verdict for one in overrides if one.check is not None and one.verdict is not None}
    scored = grade(_with_declared(list(verdicts), declared), rubric, only=only)
    points = {one.check: one.points for one in overrides if one.points is not None}
    checks = tuple(
        replace(one, points=min(points[one.check], one.max_points)) if one.check in points else one
        for one in scored.checks
    )
    if None in points:
        return Grade(checks, min(points[None], most(rubric)), scored.max_score, "graded")
    return Grade.total(checks, scored.max_score)


def most(rubric: Rubric) -> float:
    """The most points an exercise can earn, including bonus."""
    return round(sum(check.points for check in rubric.checks.values()), 2)


def stale(overrides: Iterable[Override], rubric: Rubric) -> list[str]:
    """The checks in overrides that are not, or no longer, in the rubric."""
    return [one.check for one in overrides if one.check is not None and one.check not in rubric.checks]


def validate(override: Override, rubric: Rubric) -> None:
    """Check that an override fits the rubric.

    Raises:
        UsageError: there is no such check, or the points are out of range.
    """
    if override.check is not None and override.check not in rubric.checks:
        raise unknown_check(rubric, override.check)
    limit = most(rubric) if override.check is None else rubric.checks[override.check].points
    if override.points is not None and not 0 <= override.points <= limit:
        raise UsageError(
            "{what} cannot have {points}.",
            next_step="It can have 0 to {limit}.",
            what=override.check or rubric.exercise,
            points=quantity(override.points, "point"),
            limit=quantity(limit, "point"),
        )


def unknown_check(rubric: Rubric, check: str, *, among: Collection[str] | None = None) -> UsageError:
    """The error for a check that is not in the rubric, or not `among` those that may be named."""
    known = rubric.checks if among is None else among
    checks = Message("Its checks are {checks}.", checks=", ".join(known))
    return UsageError(
        Message("{exercise} has no check “{check}”.", exercise=rubric.exercise, check=check),
        next_step=did_you_mean(check, known, otherwise=checks),
    )


def _with_declared(verdicts: Sequence[Verdict], declared: Mapping[str, DeclaredVerdict]) -> list[Verdict]:
    """The verdicts with the declared ones in place.

    A check that was blocked by an undetermined one was never evaluated. If the latter is declared passed, the blocked
    check becomes undetermined: it must not count as zero.
    """
    undetermined = {one.check for one in verdicts if one.status is Status.ERROR}
    found = []
    for one in verdicts:
        if one.check in declared:
            found.append(_by_hand(one.check, declared[one.check], one))
        elif (
            one.status is Status.BLOCKED and one.blocked_by in undetermined and declared.get(one.blocked_by) == "passed"
        ):
            update = {"status": Status.ERROR, **caused(_never_evaluated(one.blocked_by))}
            found.append(one.model_copy(update=update))
        else:
            found.append(one)
    concluded = {one.check for one in verdicts}
    found = resolved(found)  # a check that waited for one that is now declared passed failed for the same itself
    return found + [_by_hand(check, verdict, None) for check, verdict in declared.items() if check not in concluded]


def _never_evaluated(needed: str) -> NotInEvidence:
    return NotInEvidence(
        "This check was never run: it needs {check}, which could not be determined. {check} was set by hand.",
        next_step="Set the points or the verdict of this check by hand as well, or grade the live host again.",
        check=needed,
    )


def _by_hand(check: str, declared: DeclaredVerdict, before: Verdict | None) -> Verdict:
    """The instructor's verdict, with the facts that the check had looked at."""
    status = Status(declared)
    facts = before.facts if before is not None else ()
    return Verdict(check=check, status=status, fraction=1.0 if status is Status.PASSED else 0.0, facts=facts)
