"""Keeps checks off the grader's own machine.

A check reaches the world through its fixtures. Should it start a process or open a connection here instead, by
a forgotten fixture or a library's default, it would grade the grader's machine. Python's audit hooks (PEP 578)
tell of every such attempt, whichever library makes it.
"""

from __future__ import annotations

import sys
from typing import Any

from grader.checks.session import broken
from grader.errors import CheckBroken
from grader.hosts import process

_EVENTS = {
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "pty.spawn",
    "os.fork",
    "os.forkpty",
    "socket.connect",
    "socket.sendto",
}


_attempts: list[CheckBroken] = []
_installed = False


def install() -> None:
    """Watch this process, and what it forks, until it ends; there is no way back."""
    global _installed  # noqa: PLW0603  as global as the hook
    if not _installed:
        _installed = True
        sys.addaudithook(_watch)
        # docker-py would load it, where there is one, for a way to hosts of its own, which takes its time.
        sys.modules.setdefault("paramiko", None)  # type: ignore[arg-type]


def forget() -> None:
    """Begin anew: what was tried before is settled."""
    _attempts.clear()


def attempt() -> CheckBroken | None:
    """The first attempt since then. A check may have caught the error, or made it in a thread; it made it still."""
    return _attempts[0] if _attempts else None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _EVENTS and not process.is_ours():
        what = arguments[:1] if event != "socket.connect" else arguments[1:2]
        error = broken(
            f"A check tried to reach the grader's own machine ({event}{f': {what[0]!r}' if what else ''}); "
            "it must use the fixtures host and docker."
        )
        _attempts.append(error)
        raise error
