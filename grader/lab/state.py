"""What the lab remembers between two commands: a folder, its locks, and files that are replaced whole."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.files import write_file


def directory() -> Path:
    """`$GRADER_LAB_DIR`, or the lab's folder below the user's state directory; made when missing."""
    chosen = os.environ.get("GRADER_LAB_DIR")
    state_home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state"
    path = Path(chosen) if chosen else Path(state_home) / "grader/lab"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path.absolute()


@contextmanager
def locked(purpose: str) -> Iterator[None]:
    """Hold the lock of this purpose against every other process that uses the same folder."""
    folder = directory() / "locks"
    folder.mkdir(exist_ok=True)
    with (folder / purpose.replace("/", "_")).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def remembered(name: str) -> dict[str, Any]:
    """A JSON object of the state folder; empty when there is none or it cannot be read."""
    try:
        value = json.loads((directory() / name).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def remember(name: str, value: dict[str, Any]) -> None:
    write_file(directory() / name, json.dumps(value, indent=1, sort_keys=True) + "\n")
