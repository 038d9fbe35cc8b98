"""Tells each root cause once: of the checks that failed for the same, one stays failed and the others wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grader.checks.verdict import RootCause, Status, Verdict


def resolved(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The verdicts of an exercise in which each root cause is stated by one check and blocks the others.

    The check that states a cause stays failed; without one, it is the first that failed for it. The other checks become
    blocked by it and keep what they found. A check that was not run for one of them is blocked by it as well.

    Resolving twice changes nothing, so it may be done after each new verdict and after a verdict was set by hand. The
    points stay the same: neither a failed nor a blocked check earns any.
    """
    verdicts = list(verdicts)
    stating = _stating(verdicts)
    if not stating:
        return verdicts
    by_id = {one.check: one for one in verdicts}
    return [_resolved(one, stating, by_id) for one in verdicts]


def _stating(verdicts: Iterable[Verdict]) -> dict[RootCause, str]:
    """The check that states each root cause."""
    found: dict[RootCause, Verdict] = {}
    for one in verdicts:
        if one.root is not None and _failed_for_it(one):
            before = found.setdefault(one.root, one)
            if _rank(one) > _rank(before):
                found[one.root] = one
    return {root: one.check for root, one in found.items()}


def _failed_for_it(verdict: Verdict) -> bool:
    """Whether the check was run and failed; one that was not run gives no reason."""
    return verdict.status in {Status.FAILED, Status.BLOCKED} and verdict.reason is not None


def _rank(verdict: Verdict) -> tuple[bool, bool]:
    return verdict.states_root, verdict.status is Status.FAILED


def _resolved(verdict: Verdict, stating: Mapping[RootCause, str], by_id: Mapping[str, Verdict]) -> Verdict:
    if verdict.root is not None and _failed_for_it(verdict):
        owner = stating[verdict.root]
        if owner == verdict.check:
            return verdict.model_copy(update={"status": Status.FAILED, "blocked_by": None})
        return verdict.model_copy(update={"status": Status.BLOCKED, "blocked_by": owner})
    if verdict.status is Status.BLOCKED and verdict.blocked_by is not None:
        needed = by_id.get(verdict.blocked_by)
        root = verdict.root if needed is None else needed.root
        owner = verdict.blocked_by if root is None else stating.get(root, verdict.blocked_by)
        return verdict.model_copy(update={"root": root, "blocked_by": owner})
    return verdict
