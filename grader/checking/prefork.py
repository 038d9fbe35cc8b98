"""Starts the zygote's process before its work is known: it loads pytest while this process loads the rest.

Nothing but Python's own modules may be imported at the top, and what needs no others.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn

from grader.checking.forked import Forked


@dataclass(frozen=True, slots=True)
class Line:
    """A zygote's process, and our end of the socket on which it awaits its work."""

    process: subprocess.Popen[bytes] | Forked
    socket: socket.socket


_waiting: list[Line] = []


def start() -> None:
    """Start one, to be taken later; with what both need loaded once, if this process may fork still."""
    if not _waiting:
        _waiting.append(_forked() if threading.active_count() == 1 else _started())


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


def _forked() -> Line:
    from grader.checking import fork_server as zygote  # noqa: PLC0415

    ours, theirs = socket.socketpair()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # it must not find the child halfway
    try:
        pid = os.fork()
        if pid == 0:
            _leave_with(lambda: zygote.main(theirs.detach()), ours, before)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    theirs.close()
    return Line(Forked(pid), ours)


def _leave_with(body: Callable[[], None], parents: socket.socket, mask: Iterable[int]) -> NoReturn:
    """Do this apart from the terminal, and leave without returning to the code that forked."""
    code = 1
    try:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        parents.close()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        body()
        code = 0
    except BaseException:  # noqa: BLE001  the parent tells that it lost us; this shows why
        traceback.print_exc()
    finally:
        os._exit(code)


def _started() -> Line:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "grader.checking.fork_server", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    return Line(process, ours)
