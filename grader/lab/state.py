"""The lab's state between commands: a folder with JSON files and locks."""

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
    """The folder `$GRADER_LAB_DIR`, or the lab's folder in the user's state directory; made if it is missing."""
    chosen = os.environ.get("GRADER_LAB_DIR")
    state_home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state"
    path = Path(chosen) if chosen else Path(state_home) / "grader/lab"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path.absolute()


@contextmanager
def locked(purpose: str) -> Iterator[None]:
    """Hold the lock for this purpose; other processes with the same folder wait for it."""
    folder = directory() / "locks"
    folder.mkdir(exist_ok=True)
    with (folder / purpose.replace("/", "_")).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def remembered(name: str) -> dict[str, Any]:
    """The JSON object in this file of the state folder; empty if there is none or it cannot be parsed."""
    try:
        value = json.loads((directory() / name).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def remember(name: str, value: dict[str, Any]) -> None:
    """Write a JSON object to this file of the state folder, atomically."""
    write_file(directory() / name, json.dumps(value, indent=1, sort_keys=True) + "\n")
