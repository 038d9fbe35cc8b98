"""Keeps checks off the grader's own machine.

A check reaches the student's host through its fixtures. If it started a process, opened a connection or a file here
instead, because of a forgotten fixture or a library's default, it would grade the grader's machine. Python's audit
hooks (PEP 578) report every such attempt, whichever library makes it. They do not report questions about a file that do
not open it, such as `Path.exists`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

from grader.checking import local_files
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
_WATCHED = frozenset(_EVENTS | local_files.EVENTS)

_attempts: list[CheckBroken] = []
_installed = False


def install() -> None:
    """Watch this process, and those it forks, from now on. An audit hook cannot be removed."""
    global _installed  # noqa: PLW0603  the hook is global, too
    if not _installed:
        _installed = True
        sys.addaudithook(_watch)
        # docker-py would import it, if installed, for an SSH transport of its own; that takes time.
        sys.modules.setdefault("paramiko", None)  # type: ignore[arg-type]


def begin(folder: Path) -> None:
    """Forget the attempts so far, and watch files, too: a check begins, which may read what is in this folder."""
    _attempts.clear()
    local_files.begin(folder)


def end() -> None:
    """Watch files no longer: the check has ended."""
    local_files.end()


def attempt() -> CheckBroken | None:
    """The first attempt since `begin`, even if the check caught the error or made the attempt in a thread."""
    return _attempts[0] if _attempts else None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _WATCHED:
        return
    if event in local_files.EVENTS:
        what = local_files.astray(event, arguments)
        if what and not process.is_unguarded():
            _refuse(event, what)
    elif not process.is_unguarded():
        _refuse(event, arguments[:1] if event != "socket.connect" else arguments[1:2])


def _refuse(event: str, what: tuple[Any, ...]) -> NoReturn:
    error = broken(
        "A check tried to reach the grader's own machine ({said}); it must use the fixtures host and docker.",
        said=f"{event}: {what[0]!r}" if what else event,
    )
    _attempts.append(error)
    raise error
