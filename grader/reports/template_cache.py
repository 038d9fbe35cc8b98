"""Compiled templates, kept from one command to the next: to compile them takes longer than to fill them in."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket

from grader import __version__
from grader.files import make_folder


def compiled() -> BytecodeCache | None:
    """The cache below the user's cache folder (XDG base directory specification); None where none is safe.

    What lies in it is run, so it must be a folder that nobody else can write to.
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    with contextlib.suppress(OSError, RuntimeError):  # a home that is read-only, or that nobody knows
        top = Path(base) if Path(base).is_absolute() else Path.home() / ".cache"
        folder = top / "grader" / f"templates-{__version__}"
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
        if nearest.stat().st_uid != os.getuid():  # `sudo` may leave HOME as it was
            return None
        make_folder(folder)
        if not folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            return _Cache(str(folder))
    return None


class _Cache(FileSystemBytecodeCache):
    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):  # a full disk there is no reason to have no report here
            super().dump_bytecode(bucket)
