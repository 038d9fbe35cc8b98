"""Starts a fork server's process before its suites are known, so that it loads pytest while its parent loads the rest.

Only Python's own modules are imported here, and those that need no others.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import NoReturn

from grader.checking.forked import ForkedProcess


@dataclass(slots=True)
class ServerProcess:
    """A fork server's process, and its parent's end of the connection on which it awaits the exercises."""

    process: subprocess.Popen[bytes] | ForkedProcess
    channel: Connection
    claimed: bool = False

    def claim(self) -> None:
        """Mark it as used. The caller is now responsible for ending it."""
        self.claimed = True

    def discard(self) -> None:
        """End it unless it was claimed."""
        if not self.claimed:
            self.claimed = True
            self.channel.close()
            self.process.kill()
            self.process.wait()


def start() -> ServerProcess:
    """Start a fork server in a new Python interpreter."""
    ours, theirs = Pipe()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "grader.checking.fork_server", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    return ServerProcess(process, ours)


def fork(serve: Callable[[Connection], None]) -> ServerProcess:
    """Fork a fork server, which shares the modules loaded so far; or start one, if this process has several threads."""
    if threading.active_count() > 1:
        return start()
    ours, theirs = Pipe()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # Ctrl-C must not reach a half-made child
    try:
        pid = os.fork()
        if pid == 0:
            ours.close()
            _run(lambda: serve(theirs), mask)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    theirs.close()
    return ServerProcess(ForkedProcess(pid), ours)


def _run(body: Callable[[], None], mask: Iterable[int]) -> NoReturn:
    """Run `body` in a session of its own, and exit: this never returns to the code that forked."""
    code = 1
    try:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        body()
        code = 0
    except BaseException:  # noqa: BLE001  the parent reports that the fork server is gone; this shows why
        traceback.print_exc()
    finally:
        os._exit(code)
