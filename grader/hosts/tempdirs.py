"""Folders of this process's own, gone when it goes: at once where it can, else with the next one that is made.

Whoever makes a room locks it. The kernel frees the lock however the process ends, so a room without one is what a
killed process left.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_PLACE = Path("/tmp")  # noqa: S108  ssh takes at most 90 characters for a socket's path, so never the user's own
_PREFIX = "grader-room-"

_locks: dict[Path, int] = {}


def room() -> Path:
    """A new room, for its owner only."""
    _clear()
    while True:
        made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_PLACE))
        with contextlib.suppress(FileNotFoundError):
            lock = os.open(made, os.O_DIRECTORY)
            with contextlib.suppress(OSError):  # without locks nobody takes it away either
                fcntl.flock(lock, fcntl.LOCK_EX)
            if made.exists():  # nobody took it for abandoned before it was locked
                _locks[made] = lock
                return made
            os.close(lock)


def leave(made: Path) -> None:
    """Remove a room."""
    shutil.rmtree(made, ignore_errors=True)
    lock = _locks.pop(made, None)
    if lock is not None:
        os.close(lock)


def leave_all() -> None:
    """Remove all rooms of this process."""
    for made in list(_locks):
        leave(made)


def _clear() -> None:
    """Remove what killed processes of this user left."""
    for found in _PLACE.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            _remove_abandoned(found)


def _remove_abandoned(found: Path) -> None:
    lock = os.open(found, os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(lock).st_uid == os.geteuid():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(found)
    finally:
        os.close(lock)


def _own_none() -> None:
    """A forked child has none of its parent's rooms."""
    for lock in _locks.values():
        os.close(lock)
    _locks.clear()


os.register_at_fork(after_in_child=_own_none)
