"""Servers that behave as a test says, and a small Docker Engine."""

import contextlib
import json
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator

import pytest


@pytest.fixture
def serving(tmp_path_factory) -> Iterator[Callable[..., str]]:
    """serving(behave): a process that calls `behave(connection)` for each connection; gives its unix socket's path.

    With `tcp=True` it listens on the loopback, and its port is given.
    """
    children = []

    def serve(behave: Callable[[socket.socket], None], *, tcp: bool = False) -> str:
        listener = socket.socket(socket.AF_INET if tcp else socket.AF_UNIX)
        path = str(tmp_path_factory.mktemp("s") / "s")
        listener.bind(("127.0.0.1", 0) if tcp else path)
        listener.listen(16)
        where = str(listener.getsockname()[1]) if tcp else path
        child = os.fork()
        if child == 0:
            _serve_for_ever(listener, behave)
        listener.close()
        children.append(child)
        return where

    yield serve
    for child in children:
        os.kill(child, signal.SIGKILL)  # by its number first: it may not have come to leading its group yet
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _serve_for_ever(listener: socket.socket, behave: Callable[[socket.socket], None]) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            with contextlib.suppress(OSError):
                behave(connection)
            os.kill(os.getpid(), signal.SIGKILL)  # nothing of the tests' own process is to be finished here
        connection.close()


@pytest.fixture
def engine(serving):
    """engine({path: JSON, bytes or (status, either)}): a small Engine with these answers; gives its socket."""

    def make(answers: dict[str, object], *, version: str = "1.41", oldest: str = "1.12") -> str:
        known = {"/_ping": b"OK", "/version": {"ApiVersion": version, "MinAPIVersion": oldest}, **answers}
        return serving(lambda connection: _speak_http(connection, known))

    return make


def _speak_http(connection: socket.socket, answers: dict[str, object]) -> None:
    pending = b""
    while True:
        while b"\r\n\r\n" not in pending:
            chunk = connection.recv(65536)
            if not chunk:
                return
            pending += chunk
        head, _, pending = pending.partition(b"\r\n\r\n")
        length = int((re.search(rb"(?i)content-length: (\d+)", head) or [0, 0])[1])
        while len(pending) < length:
            pending += connection.recv(65536)
        pending = pending[length:]
        path = re.sub(r"^/v[\d.]+", "", head.split()[1].decode())
        answer = answers.get(path, answers.get(path.split("?")[0]))
        if answer is None:
            answer = 404, {"message": f"No such {path.split('/')[1].removesuffix('s')}: {path}"}
        status, found = answer if isinstance(answer, tuple) else (200, answer)
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        kind = b"text/plain" if isinstance(found, bytes) else b"application/json"
        lines = b"HTTP/1.1 %d x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        connection.sendall(lines % (status, kind, len(body)) + (b"" if head.startswith(b"HEAD ") else body))
