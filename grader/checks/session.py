"""One visit to one host: who is graded, what the exercise's parameters are, how much time is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from pydantic import JsonValue

from grader.checks.conclusion import Concluded
from grader.checks.verdict import Status
from grader.errors import CheckBroken, GarbledAnswer, HostTimeout
from grader.hosts.base import Account, Command, CommandResult, EngineAnswer, EngineRequest, Host, HostFacts
from grader.hosts.handshake import as_account

T = TypeVar("T")


class Session:
    """The host as checks see it: every command runs as the graded account and within the check's time."""

    def __init__(
        self,
        host: Host,
        params: Mapping[str, JsonValue],
        *,
        patience: float = 1.0,
        seconds: float = 3600.0,
    ) -> None:
        self._host = host
        self._deadline: float | None = None
        self._limit = 0.0
        self._seconds = seconds
        self._ends: float | None = None
        self.params = params
        self.patience = patience
        self.done_at: float | None = None
        """When the work behind the check was done, if it said so."""

    @property
    def facts(self) -> HostFacts:
        return self._host.facts

    @property
    def account(self) -> Account:
        """Whom we grade."""
        return self.facts.graded

    def begin(self, seconds: float) -> None:
        """Start the clock of one check; the first one starts that of all checks together, too."""
        if self._ends is None:
            self._ends = self._host.now() + self._seconds
        self.done_at = None
        self._limit = seconds * self.patience
        self._deadline = self._host.now() + self._limit

    def run(self, text: str, *, seconds: float = 20.0, as_login: bool = False) -> CommandResult:
        """Run a shell command as the graded account (or as who logged in).

        Raises:
            HostTimeout: the command, or the check, used up its time.
        """
        command = Command(text if as_login else as_account(self.facts, text), seconds=self._left(seconds))
        result = self._host.run(command)
        if result.timed_out:
            raise HostTimeout(
                f"A command did not end within {command.seconds:.0f} s: {text[:200]}",
                next_step="See whether the host is overloaded, then try again.",
            )
        if result.truncated:
            raise GarbledAnswer(
                f"A command said more than any honest answer could be: {text[:200]}",
                next_step="Run it by hand on the host and see what it says.",
            )
        return result

    def ask(self, request: EngineRequest) -> EngineAnswer:
        """Ask the host's Engine, within the check's time."""
        return self._host.ask(self.hurried(request))

    def hurried(self, request: EngineRequest) -> EngineRequest:
        """The request, with no more time than is left.

        Raises:
            HostTimeout: none is.
        """
        return replace(request, seconds=self._left(request.seconds))

    def allow(self, seconds: float) -> None:
        """Give the check its whole time once more after these seconds, which pass without its doing."""
        if seconds > 0 and self._deadline is not None:
            self._deadline = max(self._deadline, self._host.now() + seconds + self._limit)

    def wait(self, look: Callable[[], T], *, limit: float, every: float = 0.5) -> T:
        """Look again and again until the check inside no longer fails, at most `limit` seconds (times patience).

        The last failure is the check's verdict.
        """
        until = self._host.now() + limit * self.patience
        self.allow(limit * self.patience)
        while True:
            try:
                return look()
            except Concluded as conclusion:
                if conclusion.status is Status.PASSED or self._host.now() >= until:
                    raise
            self._host.sleep(every)
            every = min(every * 1.5, 3.0)

    def sleep(self, seconds: float) -> None:
        """Let a moment pass on the host."""
        self._host.sleep(seconds)

    def now(self) -> float:
        """Monotonic seconds, also in a replay."""
        return self._host.now()

    def clock(self) -> float:
        """The host's own time, in seconds since 1970."""
        return self.facts.clock + self._host.now()

    def on_exit(self, command: str) -> None:
        """Leave a command of the graded account to the host for the case that we vanish; "" takes it back."""
        self._host.on_exit(as_account(self.facts, command) if command else "")

    def _left(self, seconds: float) -> float:
        if self._deadline is None:
            return seconds
        left_of_all = seconds if self._ends is None else self._ends - self._host.now()
        if left_of_all <= 0:
            raise HostTimeout(
                f"The exercise was not checked within its {self._seconds:.0f} s.",
                next_step="If the host is just slow, give it more time with --patience 2.",
            )
        left = self._deadline - self._host.now()
        if left <= 0:
            raise HostTimeout(
                f"The check did not end within its {self._limit:.0f} s.",
                next_step="If the host is just slow, give it more time with --patience 2.",
            )
        return min(seconds, left, left_of_all)


def broken(problem: str) -> CheckBroken:
    """The error for a check that does what no check may do."""
    return CheckBroken(problem, next_step="This is a fault of the check, not of the student: tell its author.")
