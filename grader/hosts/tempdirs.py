"""Temporary folders of this process, removed at its end at the latest; those of a killed process, by the next one.

Whoever makes a folder locks it. The kernel frees the lock however the process ends, so a folder without a lock is what
a killed process left behind.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_PARENT = Path("/tmp")  # noqa: S108  ssh takes at most 90 characters for a socket's path, so never the user's own
_PREFIX = "grader-tmp-"

_locks: dict[Path, int] = {}


def create() -> Path:
    """A new folder, for its owner only.

    Raises:
        OSError: it cannot be made, as on a full disk.
    """
    _remove_abandoned()
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_PARENT))
        with contextlib.suppress(FileNotFoundError):
            lock = os.open(folder, os.O_DIRECTORY)
            with contextlib.suppress(OSError):  # where there are no locks, nobody else removes it either
                fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():  # nobody took it for abandoned before it was locked
                _locks[folder] = lock
                return folder
            os.close(lock)


def remove(folder: Path) -> None:
    """Remove a folder that `create` made, with what is in it."""
    shutil.rmtree(folder, ignore_errors=True)
    lock = _locks.pop(folder, None)
    if lock is not None:
        os.close(lock)


def remove_all() -> None:
    """Remove all temporary folders of this process."""
    for folder in list(_locks):
        remove(folder)


def _remove_abandoned() -> None:
    """Remove what killed processes of this user left."""
    for folder in _PARENT.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            _remove_unlocked(folder)


def _remove_unlocked(folder: Path) -> None:
    lock = os.open(folder, os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(lock).st_uid == os.geteuid():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
    finally:
        os.close(lock)


def _forget() -> None:
    """A forked child owns none of its parent's folders."""
    for lock in _locks.values():
        os.close(lock)
    _locks.clear()


os.register_at_fork(after_in_child=_forget)
