"""Where in an author's files an error was raised: the line, and the traceback from the suite on."""

from __future__ import annotations

import linecache
import traceback
from pathlib import Path
from types import TracebackType

import pytest

from grader.checks.verdict import ErrorPlace
from grader.errors import GraderError

LONGEST_TRACE = 8000
"""The longest traceback, in characters; of a longer one, the end is kept."""

_LONGEST_LINE = 200


def place_of(excinfo: pytest.ExceptionInfo[BaseException], folder: Path) -> ErrorPlace | None:
    """The last line of a file in this folder that the error came through; None if it came through none."""
    entries = (one for one in reversed(excinfo.traceback) if Path(one.path).is_relative_to(folder))
    return next((_place(Path(one.path), one.lineno + 1, one.name) for one in entries), None)


def traceback_of(excinfo: pytest.ExceptionInfo[BaseException], folder: Path) -> str:
    """The traceback without the frames before the first file of this folder: those of pytest say nothing."""
    error, frames = excinfo.value, _from(excinfo.tb, folder) or excinfo.tb
    return "".join(traceback.format_exception(type(error), error, frames))[-LONGEST_TRACE:]


def collection_error(excinfo: pytest.ExceptionInfo[BaseException], folder: Path) -> str:
    """Why a suite cannot be loaded, in a line without its source: `test_ex05.py:3: NameError: …`."""
    error = excinfo.value.__cause__ or excinfo.value
    if isinstance(error, GraderError):  # of a checks.yml: it names the lines itself
        return error.problem
    if isinstance(error, SyntaxError) and error.filename:
        return f"{Path(error.filename).name}:{error.lineno}: {type(error).__name__}: {error.msg}"
    entries = [one for one in traceback.extract_tb(error.__traceback__) if Path(one.filename).is_relative_to(folder)]
    where = f"{Path(entries[-1].filename).name}:{entries[-1].lineno}: " if entries else ""
    return f"{where}{type(error).__name__}: {error}"


def _place(path: Path, line: int, function: str) -> ErrorPlace:
    return ErrorPlace(path.name, line, function, linecache.getline(str(path), line).strip()[:_LONGEST_LINE])


def _from(frames: TracebackType | None, folder: Path) -> TracebackType | None:
    while frames is not None and not Path(frames.tb_frame.f_code.co_filename).is_relative_to(folder):
        frames = frames.tb_next
    return frames
