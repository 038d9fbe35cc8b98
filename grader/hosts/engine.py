"""HTTP to a Docker Engine over whatever carries bytes to it: a unix socket, or a process's pipes."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

from grader.errors import EngineUnavailable, GarbledAnswer, HostTimeout
from grader.hosts import process
from grader.hosts.base import ANSWER_LIMIT, EngineAnswer, EngineRequest

Dial = Callable[[float], socket.socket]
"""Makes one connection to the Engine within the given seconds."""

CONNECTIONS = 8

HEAD_LIMIT = 100_000
"""What an answer may hold besides its body, in bytes."""


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
            self._processes.append(
                process.spawn(self._argv, stdin=far.fileno(), stdout=far.fileno(), stderr=subprocess.DEVNULL)
            )
        return near

    def close(self) -> None:
        """End the processes."""
        for one in self._processes:
            process.end(one, grace=0.2)


class _Request(threading.local):
    """The request that this thread waits for: until when, and for how many bytes at most."""

    deadline = 0.0
    left = 0


_request = _Request()


class _Watched(socket.socket):
    """A connection that an Engine can keep busy no longer than its request may take, however slowly it speaks."""

    def recv_into(self, *arguments: Any) -> int:
        self._watch()
        size = super().recv_into(*arguments)
        _request.left -= size
        if _request.left < 0:
            raise GarbledAnswer(
                f"The Docker Engine's answer is larger than {ANSWER_LIMIT // 1_000_000} MB.",
                next_step="Look at the Engine on the host: no honest answer is that large.",
            )
        return size

    def sendall(self, *arguments: Any) -> None:
        self._watch()
        super().sendall(*arguments)

    def _watch(self) -> None:
        left = _request.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.settimeout(left)


class _Connection(HTTPConnection):
    dial: Dial

    def connect(self) -> None:
        plain = self.dial(self.timeout if isinstance(self.timeout, int | float) else 10.0)
        self.sock = _Watched(fileno=plain.detach())


class Engine:
    """An Engine that is asked one thing at a time per connection, over at most `CONNECTIONS` of them."""

    def __init__(self, dial: Dial) -> None:
        connection_class = type("_Dialled", (_Connection,), {"dial": staticmethod(dial)})
        self._pool = HTTPConnectionPool("docker", maxsize=CONNECTIONS)
        self._pool.ConnectionCls = connection_class

    def ask(self, request: EngineRequest) -> EngineAnswer:
        """Put one request and read the whole answer.

        Raises:
            EngineUnavailable: nobody is there, or nobody we may speak to.
            HostTimeout: the answer did not come within the deadline.
            GarbledAnswer: it was not HTTP, or larger than `ANSWER_LIMIT`.
        """
        started = time.monotonic()
        _request.deadline, _request.left = started + request.seconds, ANSWER_LIMIT + HEAD_LIMIT
        try:
            response = self._pool.urlopen(
                request.method,
                request.target,
                body=request.body or None,
                headers={"Host": "docker", **dict(request.headers)},
                timeout=urllib3.Timeout(connect=min(10.0, request.seconds), read=request.seconds),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            body = _read(response)
        except urllib3.exceptions.ReadTimeoutError:
            raise _too_late(request) from None
        except (
            urllib3.exceptions.IncompleteRead,
            urllib3.exceptions.InvalidChunkLength,
            urllib3.exceptions.InvalidHeader,
            ValueError,
        ) as error:
            raise GarbledAnswer(
                f"The Docker Engine broke off its answer ({error}).",
                next_step="See the Engine's log on the host, then try again.",
            ) from error
        except urllib3.exceptions.ProtocolError as error:
            raise _translated(error) from error
        except (OSError, urllib3.exceptions.HTTPError) as error:
            raise _unreachable(error) from error
        return EngineAnswer(response.status, tuple(response.headers.items()), body, time.monotonic() - started)

    def close(self) -> None:
        self._pool.close()


def _read(response: urllib3.BaseHTTPResponse) -> bytes:
    try:
        body = b"".join(response.stream(65_536))
    except BaseException:
        response.close()
        raise
    with contextlib.suppress(urllib3.exceptions.HTTPError):
        response.release_conn()
    return body


def _too_late(request: EngineRequest) -> HostTimeout:
    return HostTimeout(
        f"The Docker Engine did not answer {request.method} {request.target} within {request.seconds:g} s.",
        next_step="See whether the host is overloaded or the Engine hangs, then try again.",
    )


def _unreachable(error: Exception) -> EngineUnavailable:
    return EngineUnavailable(
        f"The Docker Engine could not be reached ({error}).",
        next_step="See whether the Engine runs: systemctl status docker.",
    )


def _translated(error: urllib3.exceptions.ProtocolError) -> EngineUnavailable | GarbledAnswer:
    cause = error.args[-1] if error.args else error
    if isinstance(cause, FileNotFoundError | ConnectionRefusedError | PermissionError):
        return _unreachable(cause)
    if isinstance(cause, OSError):
        return EngineUnavailable(
            f"The Docker Engine closed the connection ({cause}).",
            next_step="See whether the Engine runs, and whether this user is in group docker.",
        )
    return GarbledAnswer(
        "What answers in the Docker Engine's place does not speak its language.",
        next_step="See what listens on the Engine's socket on the host.",
    )
