"""What formats without a layout of their own say of a check: why it did not pass, and what helps."""

from __future__ import annotations

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, Result
from grader.i18n.catalogue import translator
from grader.reports.summary import differences, reason
from grader.text.clean import one_line

_LINE = 1_000


def why(check: CheckResult, result: Result) -> str:
    """Why the check did not pass. If it waits for another one, why that one did not."""
    _ = translator(result.language)
    if check.status is Status.BLOCKED and check.blocked_by:
        needed = next((one for one in result.checks if one.id == check.blocked_by), None)
        said = reason(needed, result.language) if needed else None
        return _("depends on {check}").format(check=f"{check.blocked_by}: {said}" if said else check.blocked_by)
    return reason(check, result.language) or check.title


def values(check: CheckResult, language: str) -> list[tuple[str, str]]:
    """Seen and expected values with their names, of a check that did not pass."""
    return differences(check, language) if check.status in {Status.PARTIAL, Status.FAILED} else []


def explained(check: CheckResult, result: Result) -> list[str]:
    """Why the check did not pass, the values, and the hint: lines of at most 1,000 characters, safe to show.

    Empty for a check that passed.
    """
    if check.status is Status.PASSED:
        return []
    _ = translator(result.language)
    lines = [why(check, result), *(f"{name}: {value}" for name, value in values(check, result.language))]
    if check.hint and check.status in {Status.PARTIAL, Status.FAILED}:
        lines.append(f"{_('hint')}: {check.hint}")
    return [one_line(line, _LINE) for line in lines]
