"""An HTTP client for a Docker Engine, over connections that are kept for the next request."""

from __future__ import annotations

import socket
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http.client import HTTPConnection, HTTPException, IncompleteRead
from typing import Any

from grader.errors import EngineUnavailable, GarbledAnswer, HostError, HostTimeout
from grader.hosts.base import ANSWER_LIMIT, EngineAnswer, EngineRequest, only_answer
from grader.hosts.budget import Budget, check_values
from grader.hosts.dialling import Dial
from grader.hosts.polling import readable

CONNECTIONS = 8
"""How many requests are sent to one Engine at once."""

HEAD_LIMIT = 100_000
"""Limit of an answer's status line and headers, in bytes."""

MOMENT_SECONDS = 0.25
"""The time to read an answer that arrived in time while another one was being read, in seconds."""


_IDEMPOTENT = frozenset({"GET", "HEAD"})
"""What changes nothing however often it is asked."""


class _LimitedSocket(socket.socket):
    """A socket with a deadline and a size limit for the whole answer, however slowly an Engine sends it."""

    deadline = 0.0
    bytes_left = 0
    budget: Budget

    def recv_into(self, *arguments: Any) -> int:
        self._set_timeout()
        size = super().recv_into(*arguments)
        self.bytes_left -= size
        self.budget.spend(size)
        if self.bytes_left < 0:
            raise GarbledAnswer(
                "The Docker Engine sent an answer larger than {size} MB.",
                next_step="Check the Docker Engine on the host: a genuine answer is never that large.",
                size=ANSWER_LIMIT // 1_000_000,
            )
        return size

    def sendall(self, *arguments: Any) -> None:
        self._set_timeout()
        super().sendall(*arguments)

    def _set_timeout(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.settimeout(left)


class _Connection(HTTPConnection):
    """A connection for one request after the other; dialled again after the Engine has closed it."""

    sock: _LimitedSocket | None
    asked: EngineRequest

    def __init__(self, dial: Dial, budget: Budget, patience: float) -> None:
        super().__init__("docker")
        self._dial = dial
        self._budget = budget
        self._patience = patience
        self._started = 0.0
        self._is_reused = False

    def fileno(self) -> int:
        """The descriptor to wait for; -1 while there is no connection."""
        return self.sock.fileno() if self.sock else -1

    @property
    def is_readable(self) -> bool:
        """Whether something can be read without waiting, or the Engine has closed the connection."""
        return bool(readable([self.fileno()], 0))

    @property
    def seconds_left(self) -> float:
        """Seconds until the deadline of the request."""
        return max(0.0, self._started + self.asked.seconds - time.monotonic())

    @property
    def has_lost_question(self) -> bool:
        """Whether the Engine closed the connection just as the request was sent, and so may not have seen it.

        Only a connection that carried another answer before is closed like that; only what is idempotent may be asked
        once more.
        """
        if self.sock is None or not self._may_ask_again or not self.is_readable:
            return False
        try:
            return not self.sock.recv(1, socket.MSG_PEEK)
        except ConnectionError:
            return True

    def ask(self, request: EngineRequest) -> None:
        """Send a request."""
        self.asked, self._started = request, time.monotonic()
        self._budget.spend(0)
        if self.sock is not None and self.is_readable:  # there is no request, so it was closed
            self.close()
        self._is_reused = self.sock is not None
        try:
            self._send()
        except ConnectionError:
            if not self._may_ask_again:
                raise
            self.ask_again()

    def ask_again(self) -> None:
        """Send the request on a new connection, within its deadline."""
        self.close()
        self._is_reused = False
        self._send()

    def answer(self) -> EngineAnswer:
        """Read the whole answer to the request."""
        if self.sock is not None and self.is_readable:
            self.sock.deadline = max(self.sock.deadline, time.monotonic() + MOMENT_SECONDS)
        with self.getresponse() as response:
            if response.status < 200:  # http.client takes no more than one word for what comes before an answer
                raise HTTPException(f"{response.status} {response.reason}")
            int(response.getheader("Content-Length", "0"))  # http.client takes nonsense for no length
            body = b"".join(iter(lambda: response.read(65_536), b""))
            if response.length:
                raise IncompleteRead(body, response.length)
        check_values(body)
        return EngineAnswer(response.status, tuple(response.getheaders()), body, time.monotonic() - self._started)

    @property
    def _may_ask_again(self) -> bool:
        return self._is_reused and self.asked.method in _IDEMPOTENT and self.seconds_left > 0

    def _send(self) -> None:
        if self.sock is None:
            self.sock = self._connected()
        self.sock.deadline, self.sock.bytes_left = self._started + self.asked.seconds, ANSWER_LIMIT + HEAD_LIMIT
        self.request(self.asked.method, self.asked.target, self.asked.body or None, dict(self.asked.headers))

    def _connected(self) -> _LimitedSocket:
        try:
            connected = _LimitedSocket(fileno=self._dial(min(10.0 * self._patience, self.seconds_left)).detach())
        except TimeoutError:
            raise
        except OSError as error:
            raise _unreachable(error) from error
        connected.budget = self._budget
        return connected


class Engine:
    """A client that keeps its connections, at most `CONNECTIONS`, with one request at a time on each.

    Args:
        dial: opens a connection.
        budget: what the Engine may send in all.
        patience: a factor for the 10 s that a connection may take.
    """

    def __init__(self, dial: Dial, budget: Budget | None = None, *, patience: float = 1.0) -> None:
        self._dial = dial
        self._budget = budget or Budget()
        self._patience = patience
        self._idle: list[_Connection] = []

    def ask(self, request: EngineRequest) -> EngineAnswer:
        """Send one request and read the whole answer.

        Raises:
            EngineUnavailable: there is no Engine, or it may not be used.
            HostTimeout: the answer was not complete within the deadline.
            GarbledAnswer: the answer was not HTTP, broke off, or was larger than the limits
                for its bytes and values.
        """
        return only_answer(self.ask_each([request]))

    def ask_each(self, requests: Sequence[EngineRequest]) -> list[EngineAnswer | HostError]:
        """Send independent requests at once; the deadlines of all begin now.

        A `HostError` that `ask` would raise takes the place of the answer.
        """
        active: dict[int, _Connection] = {}
        try:
            return self._answers(requests, active)
        finally:
            for one in active.values():  # something interrupted us
                one.close()

    def _answers(
        self, requests: Sequence[EngineRequest], active: dict[int, _Connection]
    ) -> list[EngineAnswer | HostError]:
        started = time.monotonic()
        waiting = deque(enumerate(requests))
        answers: dict[int, EngineAnswer | HostError] = {}
        while waiting or active:
            while waiting and len(active) < CONNECTIONS:
                index, request = waiting.popleft()
                active[index] = (
                    self._idle.pop() if self._idle else _Connection(self._dial, self._budget, self._patience)
                )
                late = time.monotonic() - started
                if late > MOMENT_SECONDS:
                    request = replace(request, seconds=max(MOMENT_SECONDS, request.seconds - late))
                try:
                    active[index].ask(request)
                except _FAILURES as error:
                    answers[index] = _failure(active.pop(index), error)
            for index in _ready(active):
                try:
                    if active[index].has_lost_question:
                        active[index].ask_again()
                        continue
                    answers[index] = active[index].answer()
                    self._idle.append(active.pop(index))
                except _FAILURES as error:
                    answers[index] = _failure(active.pop(index), error)
        return [answers[index] for index in range(len(requests))]

    def close(self) -> None:
        """Close the connections."""
        while self._idle:
            self._idle.pop().close()


_FAILURES = (OSError, HTTPException, ValueError, HostError)


def _ready(active: Mapping[int, _Connection]) -> list[int]:
    """The connections that can be read, or whose deadline has passed; waits for the first."""
    if not active:
        return []
    ready = readable([one.fileno() for one in active.values()], min(one.seconds_left for one in active.values()))
    return [index for index, one in active.items() if one.fileno() in ready or one.seconds_left <= 0]


def _failure(connection: _Connection, error: Exception) -> HostError:
    connection.close()
    failure = _translated(error, connection.asked)
    failure.__cause__ = error if failure is not error else error.__cause__
    return failure


def _translated(error: Exception, request: EngineRequest) -> HostError:
    match error:
        case HostError():
            return error
        case TimeoutError():
            return HostTimeout(
                "The Docker Engine did not answer {request} within {seconds} s.",
                next_step="Check whether the host is overloaded or the Engine hangs, then try again.",
                request=f"{request.method} {request.target}",
                seconds=request.seconds,
            )
        case OSError():
            return EngineUnavailable(
                "The Docker Engine closed the connection ({said}).",
                next_step="Check that the Engine is running and that this user is in the group “docker”.",
                said=error,
            )
        case IncompleteRead() | ValueError():
            return GarbledAnswer(
                "The Docker Engine's answer was cut off ({said}).",
                next_step="Look for the reason in the Engine's log on the host, then try again.",
                said=error,
            )
        case _:
            return GarbledAnswer(
                "The Docker Engine's socket answered, but not as a Docker Engine does.",
                next_step="Check which program listens on the Engine's socket on the host.",
            )


def _unreachable(error: OSError) -> EngineUnavailable:
    return EngineUnavailable(
        "Could not connect to the Docker Engine ({said}).",
        next_step="Check that it is running: systemctl status docker",
        said=error,
    )
