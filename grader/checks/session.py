"""The visit to one student's host: commands, requests, time limits and the clock.

A check gets it as the fixture `session`. Times are in seconds throughout.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from pydantic import JsonValue

from grader.checks.conclusion import Concluded
from grader.checks.reads import Reads
from grader.checks.tools import missing_tool
from grader.checks.verdict import Status
from grader.errors import CheckBroken, GarbledAnswer, HostTimeout
from grader.hosts.base import Account, Command, CommandResult, EngineAnswer, EngineRequest, Host, HostFacts
from grader.hosts.handshake import as_account

T = TypeVar("T")

CLEANUP_SECONDS = 10.0
"""How long undoing a change on the host may take, multiplied by `patience`."""


class Session:
    """The host as checks see it: every command runs as the graded account, within the check's time limit.

    Attributes:
        params: The exercise's parameters, with this student's values.
        patience: The factor of `--patience`, which multiplies the time limits of checks.
        reads: What the checks read of the Engine's answers.
        done_at: When the student did the work, in seconds since 1970, as set with `work`; None if unknown.
    """

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
        self.reads = Reads()

    @property
    def facts(self) -> HostFacts:
        """What the host reported when it was reached: login user, clock, Engine sockets and the like.

        Raises:
            HostError: The host could not be reached.
        """
        return self._host.facts

    @property
    def account(self) -> Account:
        """The account that is graded.

        Raises:
            HostError: The host could not be reached.
        """
        return self.facts.graded

    def begin(self, seconds: float) -> None:
        """Start the time limit of one check. The first call also starts the time limit of the whole exercise.

        Args:
            seconds: The check's time limit, before it is multiplied by `patience`.
        """
        if self._ends is None:
            self._ends = self._host.now() + self._seconds
        self.done_at = None
        self._limit = seconds * self.patience
        self._deadline = self._host.now() + self._limit

    @contextlib.contextmanager
    def cleaning_up(self) -> Iterator[None]:
        """Give what undoes a change on the host a time limit of its own, 10 s, whatever time the check has used up.

        Example:
            with session.cleaning_up():
                session.run("rm -f /tmp/mark")
        """
        before = self._deadline, self._limit, self._ends
        self._limit = CLEANUP_SECONDS * self.patience
        self._deadline, self._ends = self._host.now() + self._limit, None
        try:
            yield
        finally:
            self._deadline, self._limit, self._ends = before

    def run(
        self, text: str, *, seconds: float = 20.0, as_login: bool = False, sent: str | None = None
    ) -> CommandResult:
        """Run a shell command on the graded host, as the graded account.

        Args:
            text: The command, for /bin/sh. Quote values with `shlex.quote`.
            seconds: The command's time limit, multiplied by `patience`; less if the check has less time left.
            as_login: Run it as the user who logged in, who may be root, instead of the graded account.
            sent: Run this instead; it may differ from `text`, under which it is recorded, only in time limits.

        Returns:
            The exit code `rc` and the output as bytes, `out` and `err`. A command that fails is not an error.

        Raises:
            HostTimeout: The command, the check or the exercise exceeded its time limit.
            GarbledAnswer: The command printed more than 1 MB.
            HostUnreachable: The connection was lost.
            HostError: The host lacks a usual tool that the command needs, such as stat or find.
            NotInEvidence: In a regrade: this command was not recorded.

        Example:
            result = session.run(f"stat -c %s -- {shlex.quote(path)}")
            if result.rc != 0:
                fail("missing", expected=path)
        """
        whole, *other = (one if as_login else as_account(self.facts, one) for one in (text, sent) if one is not None)
        command = Command(whole, seconds=self._left(seconds), sent=other[0] if other else None)
        result = self._host.run(command)
        if result.timed_out:
            raise HostTimeout(
                "A command did not end within {seconds} s: {command}",
                next_step="Check whether the host is overloaded, then try again.",
                seconds=round(command.seconds),
                command=text[:200],
            )
        if result.truncated:
            raise GarbledAnswer(
                "A command printed more than {limit} bytes: {command}",
                next_step="Run it by hand on the host and look at its output.",
                limit=f"{command.limit:,}",
                command=text[:200],
            )
        if missing := missing_tool(text, result.rc, result.err):
            raise missing
        return result

    def ask(self, request: EngineRequest) -> EngineAnswer:
        """Send one request to the host's Docker Engine. Most checks use the fixture `docker` instead.

        Args:
            request: The method, the path with its query, the body and the time limit.

        Returns:
            The Engine's answer. An HTTP error status is an answer, too.

        Raises:
            HostTimeout: The Engine did not answer in time, or the check or the exercise has no time left.
            EngineUnavailable: There is no Engine that the account can use, or it closed the connection.
            GarbledAnswer: The answer is not valid HTTP, or is larger than 4 MB or 200,000 values.
            HostUnreachable: The connection to the host was lost.
            NotInEvidence: In a regrade: this request was not recorded.

        Example:
            answer = session.ask(EngineRequest("GET", "/info"))
        """
        return self._host.ask(self.capped(request))

    def capped(self, request: EngineRequest) -> EngineRequest:
        """The same request, with a time limit no longer than the time left.

        Raises:
            HostTimeout: The check or the exercise has no time left.
        """
        return replace(request, seconds=self._left(request.seconds))

    def allow(self, seconds: float) -> None:
        """Extend the check's time limit for a pause that is not its fault.

        Args:
            seconds: The length of the pause. After it, the check has its whole time limit again.

        Example:
            session.allow(10)
            session.sleep(10)
        """
        if seconds > 0 and self._deadline is not None:
            self._deadline = max(self._deadline, self._host.now() + seconds + self._limit)

    def wait(self, look: Callable[[], T], *, limit: float, every: float = 0.5) -> T:
        """Call a function until it no longer fails the check. Use it instead of a fixed sleep.

        The time spent waiting does not count towards the check's own time limit.

        Args:
            look: Inspects the host; calls `fail` or `partial` as long as the state is not there yet.
            limit: For how long to repeat it, multiplied by `patience`.
            every: The first pause between two calls. Pauses grow to 3 s.

        Returns:
            What `look` returns.

        Raises:
            Concluded: What `look` concluded: at once if it calls `passed`, at the time limit if it still fails.
            Exception: Any other exception of `look`, at once.

        Example:
            page = wait(lambda: must_serve("127.0.0.1"), limit=60)
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
        """Let time pass. A regrade does not wait.

        Args:
            seconds: For how long. It counts towards the check's time limit; see `allow` and `wait`.

        Example:
            session.sleep(0.5)
        """
        self._host.sleep(seconds)

    def now(self) -> float:
        """Seconds since the host was reached, by a monotonic clock; in a regrade, as recorded.

        Example:
            until = session.now() + 10
        """
        return self._host.now()

    def clock(self) -> float:
        """The time on the graded host, in seconds since 1970.

        Example:
            age = session.clock() - timestamp(container.attrs["State"]["StartedAt"])
        """
        return self.facts.clock + self._host.now()

    def on_exit(self, command: str) -> None:
        """Have the host run a command if the connection ends before this is taken back. The probe cleans up this way.

        Args:
            command: A shell command, run as the graded account. It replaces the previous one; "" cancels it.

        Raises:
            HostError: The connection was lost.
        """
        self._host.on_exit(as_account(self.facts, command) if command else "")

    def _left(self, seconds: float) -> float:
        """The time limit of a question that may take so many seconds, multiplied by `patience`, but no longer."""
        seconds *= self.patience
        if self._deadline is None:
            return seconds
        left_of_all = seconds if self._ends is None else self._ends - self._host.now()
        if left_of_all <= 0:
            raise HostTimeout(
                "Checking the exercise took longer than its limit of {seconds} s.",
                next_step="If the host is only slow, allow more time with --patience 2.",
                seconds=round(self._seconds),
            )
        left = self._deadline - self._host.now()
        if left <= 0:
            raise HostTimeout(
                "The check took longer than its limit of {seconds} s.",
                next_step="If the host is only slow, allow more time with --patience 2.",
                seconds=round(self._limit),
            )
        return min(seconds, left, left_of_all)


def broken(problem: str, **values: object) -> CheckBroken:
    """The error for a check that does what a check must not do."""
    return CheckBroken(
        problem, next_step="This is a fault of the check, not of the student: tell its author.", **values
    )
