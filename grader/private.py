"""Folders and files for their owner only: whatever grading writes tells something of a student."""

from __future__ import annotations

import os
from pathlib import Path


def make_folder(path: Path) -> None:
    """Make a folder and those above it that lack, each for its owner only. A folder that is there stays as it is."""
    for folder in [*reversed(path.parents), path]:
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)


def make_file(path: Path, content: bytes = b"") -> None:
    """Make a file for its owner only.

    Raises:
        FileExistsError: there is one already.
    """
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
