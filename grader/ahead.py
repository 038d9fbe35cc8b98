"""Starts the zygote's process before its work is known: it loads pytest while this process loads the rest.

Nothing but Python's own modules may be imported here.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A zygote's process, and our end of the socket on which it awaits its work."""

    process: subprocess.Popen[bytes]
    socket: socket.socket


_waiting: list[Line] = []


def start() -> None:
    """Start one, to be taken later."""
    if not _waiting:
        _waiting.append(_started())


def taken() -> Line:
    """The one that was started ahead, or a new one."""
    return _waiting.pop() if _waiting else _started()


def dismiss() -> None:
    """End the one that nobody took."""
    while _waiting:
        line = _waiting.pop()
        line.socket.close()
        line.process.kill()
        line.process.wait()


def _started() -> Line:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "grader.checking.zygote", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    return Line(process, ours)
