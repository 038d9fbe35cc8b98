"""The lab's state between commands: a folder with JSON files and locks."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.files import write_file
from grader.hosts.lab import lab_folder


def directory() -> Path:
    """The folder of the lab; made if it is missing."""
    path = lab_folder()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


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
