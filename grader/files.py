"""Files and folders that only their owner may read, written atomically: whatever grading writes is about students."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EACCES}
"""Some network file systems cannot sync a folder; a folder that may only be written to cannot be opened for it."""

_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""exFAT, FAT and many SMB shares."""

_CLAIM_SECONDS = 5.0
"""How long a claim can be held; giving a file its name takes milliseconds."""


def make_folder(path: Path) -> None:
    """Make a folder and its missing parents, for their owner only, so that they outlast a power cut.

    An existing folder is left unchanged.

    Raises:
        OSError: it cannot be made.
    """
    for folder in [*reversed(path.parents), path]:
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(folder.parent)


def make_file(path: Path, content: bytes = b"") -> None:
    """Make a file for its owner only.

    Raises:
        FileExistsError: it exists already.
        OSError: it cannot be made.
    """
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)


def write_file(path: Path, data: str | bytes, *, durable: bool = True, replace: bool = True) -> None:
    """Write a whole file as `atomic_file` does; text is encoded as UTF-8.

    Raises:
        FileExistsError: it exists already, and `replace` is false.
        OSError: it cannot be written.
    """
    with atomic_file(path, durable=durable, replace=replace) as file:
        file.write(data.encode() if isinstance(data, str) else data)


@contextlib.contextmanager
def atomic_file(path: Path, *, durable: bool = True, replace: bool = True) -> Iterator[BinaryIO]:
    """A file to write to that appears at its path when the block ends, complete; if the block fails, not at all.

    Readers see the old file or the new one, never a part of one. The file is for its owner only, as are the missing
    folders that are made for it. A path that exists and is not a regular file, such as `/dev/stdout`, is written to
    directly.

    Args:
        path: where the file appears.
        durable: after the block the file outlasts a power cut. This costs a few milliseconds for each file. Without
            it, a power cut within the next seconds may leave the old file, the new one or an empty one: for what can
            be written again, such as a thousand reports.
        replace: whether an existing file is replaced. If not, the first of many writers wins.

    Raises:
        FileExistsError: it exists already, and `replace` is false.
        OSError: it cannot be written.
    """
    if replace and path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(handle)
        if replace:
            draft.replace(path)
        else:
            _link(draft, path)
        if durable:
            _sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _link(draft: Path, path: Path) -> None:
    """Give a complete file its name unless that is taken, also where a file system has no hard links."""
    try:
        path.hardlink_to(draft)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        claim = path.with_name(f"{path.name}.lock")
        with _claimed(claim, until=path.exists):
            if path.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
            draft.replace(path)


@contextlib.contextmanager
def _claimed(claim: Path, *, until: Callable[[], bool]) -> Iterator[None]:
    """Hold a file that only one process can make; others wait for it, or `until` this is the case."""
    patience = time.monotonic() + _CLAIM_SECONDS
    ours = False
    while not ours and not until():
        try:
            make_file(claim)
            ours = True
        except FileExistsError:
            if time.monotonic() > patience:  # whoever made it was killed
                claim.unlink(missing_ok=True)
            time.sleep(0.01)
    try:
        yield
    finally:
        if ours:
            claim.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder outlast a power cut, where its file system can do that."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
