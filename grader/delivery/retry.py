"""Tries again what may succeed a moment later: one policy for platforms and mail servers."""

from __future__ import annotations

import datetime
import email.utils
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from grader.errors import NoAnswer
from grader.message import Message

T = TypeVar("T")

_SECONDS = re.compile(r"\d{1,9}", re.ASCII)


class Transient(Exception):
    """What may succeed a moment later."""

    def __init__(self, reason: Message, after: float | None = None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.after = after
        """How many seconds the other side asks to wait."""


@dataclass(frozen=True)
class RetryPolicy:
    """How often, and how long in seconds. The wait doubles each time, unless the other side asks for a longer one."""

    tries: int = 5
    first: float = 1.0
    longest: float = 60.0
    """The longest wait. If the other side asks for more, it is not tried again."""
    sleep: Callable[[float], None] = time.sleep

    def run(self, once: Callable[[], T]) -> T:
        """The result of the first try that is not `Transient`.

        Raises:
            NoAnswer: all tries were, or the next one would be too far away.
        """
        wait = self.first
        for left in reversed(range(self.tries)):
            try:
                return once()
            except Transient as error:
                pause = max(wait * random.uniform(0.5, 1), error.after or 0)  # noqa: S311  spreads concurrent retries
                if not left or pause > self.longest:
                    raise NoAnswer(error.reason, next_step="Run the same command later: it continues.") from error
            self.sleep(pause)
            wait = min(wait * 2, self.longest)
        raise ValueError("a policy has at least one try")


def retry_after(header: str | None, now: datetime.datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for, which may be a number or a date; None if it is neither."""
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        when = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=datetime.UTC)
    return max(0.0, (when - now).total_seconds())
