"""Writes a report so that nobody ever reads half of one."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from grader.files import make_file, make_folder


def write_file(path: Path, data: str | bytes) -> None:
    """Puts data at a path at once: readers see the old file or the new one, also after a crash.

    It is for its owner only, like the folder, which is made when it is missing. What is no regular file, such as
    `/dev/stdout`, is written to.
    """
    content = data.encode() if isinstance(data, str) else data
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    make_folder(path.parent)
    draft = path.parent / f".{secrets.token_hex(8)}.part"
    try:
        make_file(draft, content)
        os.replace(draft, path)  # noqa: PTH105
    finally:
        draft.unlink(missing_ok=True)
