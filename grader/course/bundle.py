"""A course as one file: a zip of its folder, unpacked to the user's cache when it is first used."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from grader.errors import GraderError, UsageError
from grader.files import make_folder, write_file

MOST_BYTES = 200_000_000
MOST_FILES = 20_000
"""Limits of a bundle when it is unpacked."""

_PARTS = ("exercises", "rubrics", "reports")
_AUTHORS = {"solution.sh", "mistakes", "accept", "mutants", "__pycache__"}
"""What only authors need of an exercise. In `mutants` there is evidence of the solution."""


def bundled(course: Path) -> Iterator[tuple[str, Path]]:
    """The files of a course by their names below its folder, without what shows its solutions."""
    for path in (course / "course.yml", *(path for name in _PARTS for path in sorted((course / name).rglob("*")))):
        name = path.relative_to(course)
        if path.is_file() and not _AUTHORS.intersection(name.parts):
            yield name.as_posix(), path


def write_bundle(course: Path, target: Path) -> None:
    """Write a course to a zip that `--course` takes, without what shows its solutions.

    The same files give the same zip.

    Raises:
        UsageError: a file of the course cannot be read, or the zip cannot be written.
    """
    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, path in bundled(course):
                archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
        write_file(target, packed.getvalue())
    except OSError as error:
        raise UsageError(
            "{path} cannot be written ({reason}).",
            next_step="Check the path and its permissions.",
            path=target,
            reason=error.strerror or error,
        ) from error


def unbundled(file: Path) -> Path:
    """The folder of the course in this file; a folder around the whole course does no harm.

    Raises:
        UsageError: the file cannot be read, is not a zip, or is too large.
        GraderError: it cannot be unpacked.
    """
    try:
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()[:32]
        folder = _cache() / digest
        if not folder.is_dir():
            _unpack(file, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:  # damaged, or encrypted
        raise UsageError(
            "{path} is not a course: it is neither a folder nor a whole zip file.",
            next_step="With --course, give a folder that contains exercises/ and rubrics/, or the zip of one.",
            path=file,
        ) from error
    except OSError as error:
        raise GraderError(
            "The course {path} cannot be unpacked ({why}).",
            next_step="Check the file, and the permissions and free space of {cache}.",
            path=file,
            why=error.strerror or error,
            cache=_cache(),
        ) from error
    inside = [path.parent for path in (folder / "exercises", *folder.glob("*/exercises")) if path.is_dir()]
    return inside[0] if inside else folder


def _cache() -> Path:
    """Where courses are unpacked, by the XDG base directory specification."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (cache if cache.is_absolute() else Path.home() / ".cache") / "grader" / "courses"


def _unpack(file: Path, folder: Path) -> None:
    make_folder(folder.parent)
    made = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_BYTES:
                raise UsageError(
                    "{path} is too large for a course.",
                    next_step="Leave out what is not part of it; at most {size} MB and {files} files.",
                    path=file,
                    size=MOST_BYTES // 1_000_000,
                    files=MOST_FILES,
                )
            archive.extractall(made)  # names that lead out of the folder lose what leads out
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():  # otherwise another process was faster
                raise
    finally:
        shutil.rmtree(made, ignore_errors=True)
