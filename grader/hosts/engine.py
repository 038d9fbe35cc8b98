"""HTTP to a Docker Engine over whatever carries bytes to it: a unix socket, or a process's pipes."""

from __future__ import annotations

import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection, HTTPException, IncompleteRead
from typing import Any

from grader.errors import EngineUnavailable, GarbledAnswer, HostError, HostTimeout
from grader.hosts import process
from grader.hosts.base import ANSWER_LIMIT, EngineAnswer, EngineRequest
from grader.hosts.polling import readable

Dial = Callable[[float], socket.socket]
"""Makes one connection to the Engine within the given seconds."""

CONNECTIONS = 8

HEAD_LIMIT = 100_000
"""What an answer may hold besides its body, in bytes."""

MOMENT_SECONDS = 0.25
"""What an answer gets that came in time, but while another one was read."""


def unix(path: str) -> Dial:
    """Connections to a unix socket."""

    def dial(seconds: float) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        try:
            with process.ours():
                connection.connect(path)
        except BaseException:
            connection.close()
            raise
        return connection

    return dial


class Piped:
    """Connections that are a process of ours, as `docker system dial-stdio` makes them."""

    def __init__(self, argv: Sequence[str]) -> None:
        self._argv = argv
        self._processes: list[subprocess.Popen[bytes]] = []

    def __call__(self, seconds: float) -> socket.socket:
        near, far = socket.socketpair()
        near.settimeout(seconds)
        with far:
            try:
                self._processes.append(
                    process.spawn(self._argv, stdin=far.fileno(), stdout=far.fileno(), stderr=subprocess.DEVNULL)
                )
            except BaseException:
                near.close()
                raise
        return near

    def close(self) -> None:
        """End the processes."""
        for one in self._processes:
            process.end(one, grace=0.2)


class _Watched(socket.socket):
    """A connection that an Engine can keep busy no longer than its request may take, however slowly it speaks."""

    deadline = 0.0
    left = 0

    def recv_into(self, *arguments: Any) -> int:
        self._watch()
        size = super().recv_into(*arguments)
        self.left -= size
        if self.left < 0:
            raise GarbledAnswer(
                f"The Docker Engine's answer is larger than {ANSWER_LIMIT // 1_000_000} MB.",
                next_step="Look at the Engine on the host: no honest answer is that large.",
            )
        return size

    def sendall(self, *arguments: Any) -> None:
        self._watch()
        super().sendall(*arguments)

    def _watch(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.settimeout(left)


class _Connection(HTTPConnection):
    """Carries one request after the other; dialled anew when the Engine has closed it."""

    sock: _Watched | None
    asked: EngineRequest

    def __init__(self, dial: Dial) -> None:
        super().__init__("docker")
        self._dial = dial
        self._started = 0.0

    def fileno(self) -> int:
        """By which others wait for it."""
        return self.sock.fileno() if self.sock else -1

    @property
    def has_something(self) -> bool:
        """Whether there is something to be read."""
        return bool(readable([self.fileno()], 0))

    @property
    def left(self) -> float:
        """Seconds until the deadline of what it was asked."""
        return max(0.0, self._started + self.asked.seconds - time.monotonic())

    def ask(self, request: EngineRequest) -> None:
        """Send a request."""
        self.asked, self._started = request, time.monotonic()
        if self.sock is not None and self.has_something:  # nobody asked for it: it is the end
            self.close()
        if self.sock is None:
            self.sock = self._dialled()
        self.sock.deadline, self.sock.left = self._started + request.seconds, ANSWER_LIMIT + HEAD_LIMIT
        self.request(request.method, request.target, request.body or None, dict(request.headers))

    def answer(self) -> EngineAnswer:
        """Read the whole answer to it."""
        if self.sock is not None and self.has_something:
            self.sock.deadline = max(self.sock.deadline, time.monotonic() + MOMENT_SECONDS)
        with self.getresponse() as response:
            if response.status < 200:  # http.client takes no more than one word for what comes before an answer
                raise HTTPException(f"{response.status} {response.reason}")
            int(response.getheader("Content-Length", "0"))  # http.client takes nonsense for no length
            body = b"".join(iter(lambda: response.read(65_536), b""))
            if response.length:
                raise IncompleteRead(body, response.length)
        return EngineAnswer(response.status, tuple(response.getheaders()), body, time.monotonic() - self._started)

    def _dialled(self) -> _Watched:
        try:
            return _Watched(fileno=self._dial(min(10.0, self.asked.seconds)).detach())
        except TimeoutError:
            raise
        except OSError as error:
            raise _unreachable(error) from error


class Engine:
    """An Engine that is asked one thing at a time per connection, over at most `CONNECTIONS` of them."""

    def __init__(self, dial: Dial) -> None:
        self._dial = dial
        self._idle: list[_Connection] = []

    def ask(self, request: EngineRequest) -> EngineAnswer:
        """Put one request and read the whole answer.

        Raises:
            EngineUnavailable: nobody is there, or nobody we may speak to.
            HostTimeout: the answer did not come within the deadline.
            GarbledAnswer: it was not HTTP, or larger than `ANSWER_LIMIT`.
        """
        [answer] = self.ask_each([request])
        if isinstance(answer, HostError):
            raise answer
        return answer

    def ask_each(self, requests: Sequence[EngineRequest]) -> list[EngineAnswer | HostError]:
        """Put independent requests at once. What `ask` would raise stands in its answer's place."""
        under_way: dict[int, _Connection] = {}
        try:
            return self._answers(requests, under_way)
        finally:
            for one in under_way.values():  # something interrupted us
                one.close()

    def _answers(
        self, requests: Sequence[EngineRequest], under_way: dict[int, _Connection]
    ) -> list[EngineAnswer | HostError]:
        waiting = deque(enumerate(requests))
        answers: dict[int, EngineAnswer | HostError] = {}
        while waiting or under_way:
            while waiting and len(under_way) < CONNECTIONS:
                place, request = waiting.popleft()
                under_way[place] = self._idle.pop() if self._idle else _Connection(self._dial)
                try:
                    under_way[place].ask(request)
                except _TROUBLES as error:
                    answers[place] = _given_up(under_way.pop(place), error)
            for place in _ready(under_way):
                try:
                    answers[place] = under_way[place].answer()
                    self._idle.append(under_way.pop(place))
                except _TROUBLES as error:
                    answers[place] = _given_up(under_way.pop(place), error)
        return [answers[place] for place in range(len(requests))]

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


_TROUBLES = (OSError, HTTPException, ValueError, HostError)


def _ready(under_way: Mapping[int, _Connection]) -> list[int]:
    """Those that have something to read, or whose deadline is over; waits for one."""
    if not under_way:
        return []
    speaking = readable([one.fileno() for one in under_way.values()], min(one.left for one in under_way.values()))
    return [place for place, one in under_way.items() if one.fileno() in speaking or one.left <= 0]


def _given_up(connection: _Connection, error: Exception) -> HostError:
    connection.close()
    trouble = _translated(error, connection.asked)
    trouble.__cause__ = error if trouble is not error else error.__cause__
    return trouble


def _translated(error: Exception, request: EngineRequest) -> HostError:
    match error:
        case HostError():
            return error
        case TimeoutError():
            return HostTimeout(
                f"The Docker Engine did not answer {request.method} {request.target} within {request.seconds:g} s.",
                next_step="See whether the host is overloaded or the Engine hangs, then try again.",
            )
        case OSError():
            return EngineUnavailable(
                f"The Docker Engine closed the connection ({error}).",
                next_step="See whether the Engine runs, and whether this user is in group docker.",
            )
        case IncompleteRead() | ValueError():
            return GarbledAnswer(
                f"The Docker Engine broke off its answer ({error}).",
                next_step="See the Engine's log on the host, then try again.",
            )
        case _:
            return GarbledAnswer(
                "What answers in the Docker Engine's place does not speak its language.",
                next_step="See what listens on the Engine's socket on the host.",
            )


def _unreachable(error: OSError) -> EngineUnavailable:
    return EngineUnavailable(
        f"The Docker Engine could not be reached ({error}).",
        next_step="See whether the Engine runs: systemctl status docker.",
    )
