"""Starts and ends processes on the grader's own machine; all of them go through here."""

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
from grader.search_paths import users_own

GRACE_SECONDS = 1.0
"""How long a process may take to end by itself before it is killed, in seconds."""

_thread = threading.local()
_user_environment: dict[str, str] | None = None
_running: set[subprocess.Popen[bytes]] = set()


def is_unguarded() -> bool:
    """Whether this thread is inside `unguarded`, that is, starting a process or connecting on behalf of a host."""
    return getattr(_thread, "unguarded", 0) > 0


@contextlib.contextmanager
def unguarded() -> Iterator[None]:
    """Mark what this thread does inside the block as the grader's own, so that the guard allows it."""
    _thread.unguarded = getattr(_thread, "unguarded", 0) + 1
    try:
        yield
    finally:
        _thread.unguarded -= 1


@contextlib.contextmanager
def environment(changes: dict[str, str], *, without: Sequence[str]) -> Iterator[None]:
    """Change this process's environment inside the block, but not that of the processes that `spawn` starts."""
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
    """Start a process in a session of its own, so that it can be ended together with its children.

    Raises:
        UsageError: the program is not installed.
    """
    if shutil.which(argv[0]) is None:
        raise UsageError(
            "The program “{program}” is not installed on this machine.",
            next_step="Install {program} and try again.",
            program=argv[0],
        )
    with unguarded():
        started = subprocess.Popen(
            list(argv),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            bufsize=0,
            start_new_session=True,
            close_fds=True,
            env=users_own(_user_environment or dict(os.environ)),
        )
    _running.add(started)
    return started


def end(process: subprocess.Popen[bytes], *, grace: float = GRACE_SECONDS) -> None:
    """Close the process's pipes, wait for `grace` seconds, then kill it together with its children."""
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


def _forget() -> None:
    """A forked child does not end what its parent started."""
    _running.clear()


os.register_at_fork(after_in_child=_forget)


def end_all() -> None:
    """End every process that still runs and remove the temporary folders; called just before this process exits."""
    for process in list(_running):
        end(process, grace=0.5)
    tempdirs.remove_all()
