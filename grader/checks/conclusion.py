"""The conclusions of a check: how it ends before its last line.

Each of these functions ends the check at once. A check that returns without calling one has passed.
"""

from __future__ import annotations

from typing import NoReturn

from pydantic import JsonValue

from grader.checks.verdict import RootCause, Status


class Concluded(BaseException):
    """Carries a check's conclusion; raised by `fail`, `partial` and `passed`.

    It is not an `Exception`, so `except Exception` in a suite does not catch it. A check that tries several candidates
    may catch it by name and raise it again.

    Attributes:
        status: `PASSED`, `PARTIAL` or `FAILED`.
        reason: The key of the sentence in the rubric.
        fraction: The share of the points that is earned, 0 to 1.
        seen: What was found.
        expected: What should have been found.
        values: The other values for the sentence, by name.
        root: What is missing or does not run, if other checks may fail for the same.
        states_root: Whether this check is the one that requires it.
    """

    def __init__(
        self,
        status: Status,
        reason: str,
        *,
        fraction: float,
        seen: JsonValue,
        expected: JsonValue,
        values: dict[str, JsonValue],
        root: RootCause | None = None,
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.fraction = fraction
        self.seen = seen
        self.expected = expected
        self.values = values
        self.root = root
        self.states_root = False


class Blocked(BaseException):
    """Carries the name of the check that must pass first; raised by `blocked`. It is not an `Exception` either."""

    def __init__(self, check: str) -> None:
        super().__init__(check)
        self.check = check


def fail(
    reason: str,
    *,
    seen: JsonValue = None,
    expected: JsonValue = None,
    root: RootCause | None = None,
    **values: JsonValue,
) -> NoReturn:
    """End the check: the student's state is wrong, and the check earns no points.

    Checks that fail with the same `root` are one problem, which the student reads once: the check that calls
    `containers.running`, or else the first one, stays failed, and the others become blocked by it.

    Args:
        reason: The key of the sentence in the rubric that explains the failure.
        seen: What was found, shown as `{seen}`.
        expected: What should have been found, shown as `{expected}`.
        root: What is missing or does not run, if other checks may fail for the same: a container, image, network,
            volume, archive or engine.
        **values: Other values for the sentence. They take precedence over parameters of the same name.

    Raises:
        Concluded: Always.

    Example:
        if network is None:
            fail("network-missing", expected="net1", root=RootCause("network", "net1"))
    """
    raise Concluded(Status.FAILED, reason, fraction=0.0, seen=seen, expected=expected, values=values, root=root)


def partial(
    fraction: float, reason: str, *, seen: JsonValue = None, expected: JsonValue = None, **values: JsonValue
) -> NoReturn:
    """End the check: part of the student's state is right, and the check earns part of its points.

    Args:
        fraction: The share of the points, greater than 0 and less than 1.
        reason: The key of the sentence in the rubric that explains what is missing.
        seen: What was found, shown as `{seen}`.
        expected: What should have been found, shown as `{expected}`.
        **values: Other values for the sentence. They take precedence over parameters of the same name.

    Raises:
        Concluded: Always, unless the fraction is invalid.
        ValueError: The fraction is not between 0 and 1.

    Example:
        if missing:
            partial(1 - len(missing) / len(wanted), "image-missing", expected=missing)
    """
    if not 0 < fraction < 1:
        raise ValueError(f"partial() takes a fraction between 0 and 1, not {fraction}")
    raise Concluded(Status.PARTIAL, reason, fraction=fraction, seen=seen, expected=expected, values=values)


def passed(reason: str, *, seen: JsonValue = None, **values: JsonValue) -> NoReturn:
    """End the check: it passed, and the student is shown a remark. A check without a remark simply returns.

    Args:
        reason: The key of the sentence in the rubric that holds the remark.
        seen: What was found, shown as `{seen}`.
        **values: Other values for the sentence. They take precedence over parameters of the same name.

    Raises:
        Concluded: Always.

    Example:
        if not history:
            passed("not-proven", name="web1")
    """
    raise Concluded(Status.PASSED, reason, fraction=1.0, seen=seen, expected=None, values=values)


def blocked(check: str) -> NoReturn:
    """End the check: it cannot be evaluated until another check passes. A blocked check earns no points.

    To block a check before it starts, mark it with `@pytest.mark.needs("other-check")` instead.

    Args:
        check: The id of the other check, which must be above this one in the suite.

    Raises:
        Blocked: Always.

    Example:
        if not is_up(database):
            blocked("db-running")
    """
    raise Blocked(check)
