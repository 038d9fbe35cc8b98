"""How a connection to a Docker Engine is opened: a Unix socket, or the standard input and output of a process."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Sequence

from grader.hosts import process

Dial = Callable[[float], socket.socket]
"""Opens one connection to the Engine, within so many seconds."""


def unix_socket(path: str) -> Dial:
    """Connections to a Unix socket of this machine."""

    def dial(seconds: float) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        try:
            with process.unguarded():
                connection.connect(path)
        except BaseException:
            connection.close()
            raise
        return connection

    return dial


class Piped:
    """Connections that are processes, such as `docker system dial-stdio`; each call starts one."""

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
        """End the processes of all connections."""
        for one in self._processes:
            process.end(one, grace=0.2)
