"""Keeps the current folder out of where modules and programs are looked up: it may be full of students' files.

`python -m` and an empty or relative entry of PATH or PYTHONPATH would run `docker.py` or `ssh` from there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGES = Path(__file__).parent.parent
"""Where this package was loaded from; stays, even if it is the current folder."""

_added = False


def leave_out_current_folder() -> None:
    """Leave the current folder out of `sys.path` and of the environment that this process and its children use."""
    global _added  # noqa: PLW0603  the environment is global, too
    here = _current_folder()
    sys.path[:] = [entry for entry in sys.path if Path(entry) not in {Path(), here} or here == _PACKAGES]
    for name, without in (("PATH", os.defpath), ("PYTHONPATH", None)):
        if name in os.environ:
            kept = os.pathsep.join(_absolute(os.environ[name])) or without
            if kept is None:
                del os.environ[name]
            else:
                os.environ[name] = kept
    _added = _added or "PYTHONSAFEPATH" not in os.environ
    os.environ["PYTHONSAFEPATH"] = "1"


def users_own(environment: dict[str, str]) -> dict[str, str]:
    """The environment for a program of the user's, which may be Python itself, with relative entries left out."""
    return {name: value for name, value in environment.items() if name != "PYTHONSAFEPATH" or not _added}


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it was removed
        return Path()


def _absolute(path: str) -> list[str]:
    return [entry for entry in path.split(os.pathsep) if Path(entry).is_absolute()]
