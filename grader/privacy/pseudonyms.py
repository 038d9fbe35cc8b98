"""Who is who in pseudonymous reports: the file `pseudonyms.csv` is the key, and nothing else is.

Pseudonyms are drawn at random, so that nobody without the file can tell or try out who is meant, and an entry that is
removed is gone. Kept in one folder, a student has the same one in every report.
"""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.classroom.student import Student
from grader.errors import UsageError
from grader.files import write_file
from grader.text.csv_safety import safe_cell, to_csv

FILE = "pseudonyms.csv"
_COLUMNS = ["pseudonym", "student_id", "name", "email"]


def pseudonyms(folder: Path, students: Iterable[Student]) -> dict[str, str]:
    """The pseudonym of each student by id; those who have none yet get one, and the file is written.

    Raises:
        UsageError: the file is there and cannot be read, or it cannot be written.
    """
    rows = _read(folder / FILE)
    known = {row["student_id"]: row["pseudonym"] for row in rows}
    before = len(rows)
    found: dict[str, str] = {}
    for student in students:
        entry = _entry(student.id)
        if entry not in known:
            known[entry] = _drawn(known)
            values = (known[entry], entry, student.name, student.email)
            rows.append(dict(zip(_COLUMNS, values, strict=True)))
        found[student.id] = known[entry]
    if len(rows) > before:
        _write(folder / FILE, rows)
    return found


def pseudonym_of(folder: Path, student: str) -> str | None:
    """The pseudonym that a student has there, if there is one."""
    return next((row["pseudonym"] for row in _read(folder / FILE) if row["student_id"] == _entry(student)), None)


def drop(folder: Path, student: str) -> bool:
    """Remove a student's entry; whether there was one."""
    rows = _read(folder / FILE)
    left = [row for row in rows if row["student_id"] != _entry(student)]
    if len(left) < len(rows):
        _write(folder / FILE, left)
    return len(left) < len(rows)


def _entry(student: str) -> str:
    """The id as the file has it: as it reads in a sheet, or escaped where that would not tell it from another."""
    shown = safe_cell(student)
    return shown if shown.removeprefix("'") == student else ascii(student)


def _read(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows = [{column: row[column] or "" for column in _COLUMNS} for row in reader]
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise UsageError(
            f"{path} cannot be read as a list of pseudonyms ({type(error).__name__}).",
            next_step="Take back an undamaged copy, or name another folder with --key-folder.",
        ) from error
    return rows


def _write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    try:
        write_file(path, to_csv([_COLUMNS, *([row[column] for column in _COLUMNS] for row in rows)]))
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror or error}.",
            next_step="Name a folder that you may write to with --key-folder.",
        ) from error


def _drawn(known: Mapping[str, str]) -> str:
    taken = set(known.values())
    while (drawn := f"p-{secrets.token_hex(4)}") in taken:
        pass
    return drawn
