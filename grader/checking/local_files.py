"""Which files of the grader's own machine a check may touch: its course's, Python's, and temporary ones that it makes.

What the grader itself does on behalf of a check is not the check's: the nearest caller that is no library decides.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import tempfile
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

_TWO_PATHS = {"os.link", "os.rename", "os.symlink", "shutil.copyfile", "shutil.copytree", "shutil.move"}
_TEMPORARY = {"tempfile.mkstemp", "tempfile.mkdtemp"}
_AT_FOLDER = {"os.chmod": 2, "os.chown": 3, "os.mkdir": 2, "os.remove": 1, "os.rmdir": 1, "os.utime": 3}
"""The arguments with a descriptor of the folder that a path begins at; -1 for none."""

EVENTS = frozenset(
    {
        *("open", "os.chdir", "os.getxattr", "os.listdir", "os.listxattr", "os.scandir", "os.setxattr", "os.truncate"),
        *("shutil.rmtree", "sqlite3.connect"),
        *(_TWO_PATHS | _TEMPORARY | _AT_FOLDER.keys()),
    }
)
"""The audit events about files."""

_GRADER = f"{Path(__file__).parents[1]}/"
_FOLDERS = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
_LIBRARIES = tuple(f"{folder}/" for folder in _FOLDERS if folder)
_ALWAYS = ("/dev/null", "/dev/urandom", "/usr/share/locale/", "/usr/lib/locale/", "/usr/share/zoneinfo/")
_WITH_DESCRIPTORS = {shutil.__file__, os.__file__}
"""Modules of Python's that open names relative to a folder that they have opened, which the event does not tell."""

_course = ""
_allowed: tuple[str, ...] = ()
_temporary: set[str] = set()


def begin(folder: Path) -> None:
    """A check begins, which may read what is in this folder."""
    global _course, _allowed  # noqa: PLW0603  audit hooks are global, too
    course = f"{folder}/"
    if course != _course:
        tempfile.gettempdir()  # tries out folders when it is first asked
        paths = (f"{os.path.abspath(one)}/" for one in (*sys.path, *zoneinfo.TZPATH) if one.strip("/"))  # noqa: PTH100
        _allowed = (course, f"{folder.resolve()}/", _GRADER, *_LIBRARIES, *_ALWAYS, *paths)
    _course = course


def end() -> None:
    """The check has ended."""
    global _course  # noqa: PLW0603
    _course = ""
    _temporary.clear()


def astray(event: str, arguments: tuple[Any, ...]) -> tuple[str, ...]:
    """The paths of an audit event that the running check must not touch."""
    if not _course:
        return ()
    if event in _TEMPORARY:
        _temporary.add(os.fspath(arguments[0]))
        return ()
    at_folder = _AT_FOLDER.get(event)
    if at_folder is not None and arguments[at_folder] != -1:
        return ()
    found = tuple(path for path in _paths(event, arguments) if not _may(path))
    return found if found and _is_the_checks(found, sys._getframe(2)) else ()  # noqa: SLF001  as inspect does, but fast


def _paths(event: str, arguments: tuple[Any, ...]) -> Iterator[str]:
    for path in arguments[: 2 if event in _TWO_PATHS else 1]:
        if not isinstance(path, int):
            yield os.fsdecode("." if path is None else path)


def _may(path: str) -> bool:
    if path == ":memory:":
        return True
    whole = os.path.abspath(path)  # noqa: PTH100  a Path takes ten times as long
    return f"{whole}/".startswith((*_allowed, *(f"{one}/" for one in _temporary))) or whole in _ALWAYS


def _is_the_checks(paths: tuple[str, ...], frame: FrameType | None) -> bool:
    if frame is not None:
        if frame.f_code.co_filename == tempfile.__file__:
            return False
        if frame.f_code.co_filename in _WITH_DESCRIPTORS and not any(map(os.path.isabs, paths)):
            return False
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_GRADER):
            return False
        if not file.startswith(("<frozen ", *_LIBRARIES)):
            return True
        frame = frame.f_back
    return True
