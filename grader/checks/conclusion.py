"""How a check ends before its last line."""

from __future__ import annotations

from typing import NoReturn

from pydantic import JsonValue

from grader.checks.verdict import Status


class Concluded(BaseException):
    """A check has made up its mind. Not an `Exception`, so that no `except Exception` of an author hides it."""

    def __init__(
        self,
        status: Status,
        reason: str,
        *,
        fraction: float,
        seen: JsonValue,
        expected: JsonValue,
        values: dict[str, JsonValue],
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.fraction = fraction
        self.seen = seen
        self.expected = expected
        self.values = values


class Blocked(BaseException):
    """Another check must pass before anybody can tell."""

    def __init__(self, check: str) -> None:
        super().__init__(check)
        self.check = check


def fail(reason: str, *, seen: JsonValue = None, expected: JsonValue = None, **values: JsonValue) -> NoReturn:
    """End the check: the student's state is wrong."""
    raise Concluded(Status.FAILED, reason, fraction=0.0, seen=seen, expected=expected, values=values)


def partial(
    fraction: float, reason: str, *, seen: JsonValue = None, expected: JsonValue = None, **values: JsonValue
) -> NoReturn:
    """End the check: this fraction of its points is earned.

    Raises:
        ValueError: the fraction is not between 0 and 1.
    """
    if not 0 < fraction < 1:
        raise ValueError(f"partial() takes a fraction between 0 and 1, not {fraction}")
    raise Concluded(Status.PARTIAL, reason, fraction=fraction, seen=seen, expected=expected, values=values)


def passed(reason: str, *, seen: JsonValue = None, **values: JsonValue) -> NoReturn:
    """End the check: it passed, and there is something to say about it."""
    raise Concluded(Status.PASSED, reason, fraction=1.0, seen=seen, expected=None, values=values)


def blocked(check: str) -> NoReturn:
    """End the check: nobody can tell before another check, which stands above it, passes."""
    raise Blocked(check)
