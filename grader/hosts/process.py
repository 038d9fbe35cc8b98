"""The one door through which the grader starts processes on its own machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence

from grader.errors import UsageError
from grader.hosts import tempdirs

GRACE_SECONDS = 1.0
"""How long a process gets to end by itself before it is killed."""

_door = threading.local()
_user_environment: dict[str, str] | None = None
_running: set[subprocess.Popen[bytes]] = set()


def is_ours() -> bool:
    """Whether this thread is starting a process or connecting for a host right now."""
    return getattr(_door, "open", 0) > 0


@contextlib.contextmanager
def ours() -> Iterator[None]:
    """Mark what happens inside as the grader's own doing, so that the guard lets it pass."""
    _door.open = getattr(_door, "open", 0) + 1
    try:
        yield
    finally:
        _door.open -= 1


@contextlib.contextmanager
def environment(changes: dict[str, str], *, without: Sequence[str]) -> Iterator[None]:
    """Change this process's environment, but not that of the processes which reach hosts for the user."""
    global _user_environment  # noqa: PLW0603  os.environ is as global
    before = _user_environment = dict(os.environ)
    for name in without:
        os.environ.pop(name, None)
    os.environ.update(changes)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        _user_environment = None


def spawn(
    argv: Sequence[str], *, stdin: int = subprocess.PIPE, stdout: int = subprocess.PIPE, stderr: int = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, so that it can be ended with all that it started.

    Raises:
        UsageError: the program is not installed.
    """
    if shutil.which(argv[0]) is None:
        raise UsageError(
            f"The program “{argv[0]}” is not installed on this machine.", next_step=f"Install {argv[0]} and try again."
        )
    with ours():
        started = subprocess.Popen(
            list(argv),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            bufsize=0,
            start_new_session=True,
            close_fds=True,
            env=_user_environment,
        )
    _running.add(started)
    return started


def end(process: subprocess.Popen[bytes], *, grace: float = GRACE_SECONDS) -> None:
    """Close the process's pipes, give it a moment, then kill it and what it started."""
    _running.discard(process)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _own_nothing() -> None:
    """A forked child has nothing to end of what its parent started."""
    _running.clear()


os.register_at_fork(after_in_child=_own_nothing)


def end_all() -> None:
    """End every process that still runs and remove the temporary folders; called just before this process exits."""
    for process in list(_running):
        end(process, grace=0.5)
    tempdirs.remove_all()
