"""The findings of a result: what to do next, each root cause once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, Result


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that did not pass, with the checks that hang on it."""

    check: CheckResult
    waiting: tuple[CheckResult, ...] = ()
    """The checks that are blocked by it or, if it could not be determined, those with the same cause."""

    @property
    def points(self) -> float:
        """The points that it can still bring, with those of the checks that wait for it."""
        return round(sum(one.max_points - (one.points or 0.0) for one in (self.check, *self.waiting)), 2)


def findings(result: Result) -> list[Finding]:
    """The findings of a result, the next step first.

    First come those that hang on nothing, the most points first; a bonus comes after what costs points. Each finding
    comes after those that the rubric names as its likely causes. Then follow checks that wait for one that is not
    shown, and last those that could not be determined.
    """
    by_id = {one.id: one for one in result.checks}
    by_cause: dict[str, CheckResult] = {}
    waiting: dict[str, list[CheckResult]] = {}
    for one in result.checks:
        if one.status is not Status.PASSED:
            first = _first(one, by_id)
            if first.status is Status.ERROR and first.cause:
                first = by_cause.setdefault(first.cause, first)
            hanging = waiting.setdefault(first.id, [])
            if first is not one:
                hanging.append(one)
    found = {id_: Finding(by_id[id_], tuple(hanging)) for id_, hanging in waiting.items()}
    return sorted(found.values(), key=lambda finding: _order(finding, found))


def _first(check: CheckResult, by_id: Mapping[str, CheckResult]) -> CheckResult:
    """The check that this one hangs on, directly or through others; itself if it hangs on none that is shown."""
    passed_through = {check.id}
    first = check
    while first.status is Status.BLOCKED and first.blocked_by is not None:
        needed = by_id.get(first.blocked_by)
        if needed is None or needed.status is Status.PASSED:
            return first
        if needed.id in passed_through:  # a course whose checks need each other
            return check
        passed_through.add(needed.id)
        first = needed
    return first


def _order(finding: Finding, found: Mapping[str, Finding]) -> tuple[bool, bool, int, bool, float]:
    check = finding.check
    blocked = check.status is Status.BLOCKED
    return check.status is Status.ERROR, blocked, _causes(check, found, frozenset()), check.bonus, -finding.points


def _causes(check: CheckResult, found: Mapping[str, Finding], passed_through: frozenset[str]) -> int:
    """The length of the longest chain of likely causes among the findings; 0 if the check follows from none."""
    known = passed_through | {check.id}
    causes = (found[other].check for other in check.after if other in found and other not in known)
    return max((1 + _causes(one, found, known) for one in causes), default=0)
