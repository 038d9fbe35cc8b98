"""Where the built-in course is: inside the installed package, or at the top of a checkout."""

from __future__ import annotations

import shlex
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def builtin_course() -> Path:
    """The folder that holds `exercises/`, `rubrics/` and `reports/`."""
    shipped = _PACKAGE / "_course"
    return shipped if shipped.is_dir() else _PACKAGE.parent


def course_command(root: Path, *words: str) -> str:
    """The shell command that runs `grader` with these words for the course in this folder."""
    own = [] if root == builtin_course() else ["--course", str(root)]
    return shlex.join(["grader", *words, *own])


def builtin_folder(name: str) -> Path:
    """One of the built-in course's folders."""
    return builtin_course() / name
