"""Folders and files for their owner only: whatever grading writes tells something of a student."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_NO_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EACCES}
"""Some network file systems sync no folders; one that may be written to only cannot be opened for it."""


def make_folder(path: Path) -> None:
    """Make a folder and those above it that lack, each for its owner only, to outlast a power cut.

    A folder that is there stays as it is.
    """
    for folder in [*reversed(path.parents), path]:
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            settle(folder.parent)


def settle(folder: Path) -> None:
    """Have the names in a folder outlast a power cut, where its file system can do that."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDERS:
            raise


def make_file(path: Path, content: bytes = b"") -> None:
    """Make a file for its owner only.

    Raises:
        FileExistsError: there is one already.
    """
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
