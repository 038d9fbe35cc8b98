"""Assigns pseudonyms to students. The file `pseudonyms.csv` is the only key to them.

Pseudonyms are random, so that nobody can derive or guess them without the file, and removing an entry is final. With
the same folder, a student has the same pseudonym in every report.
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
    """The pseudonym of each student by ID. New ones are assigned and written to the file.

    Raises:
        UsageError: the file exists but cannot be read, or it cannot be written.
    """
    rows = _read(folder / FILE)
    known = {row["student_id"]: row["pseudonym"] for row in rows}
    before = len(rows)
    found: dict[str, str] = {}
    for student in students:
        entry = _entry(student.id)
        if entry not in known:
            known[entry] = _new_pseudonym(known)
            values = (known[entry], entry, student.name, student.email)
            rows.append(dict(zip(_COLUMNS, values, strict=True)))
        found[student.id] = known[entry]
    if len(rows) > before:
        _write(folder / FILE, rows)
    return found


def pseudonym_of(folder: Path, student: str) -> str | None:
    """The pseudonym of a student; None if there is none."""
    return next((row["pseudonym"] for row in _read(folder / FILE) if row["student_id"] == _entry(student)), None)


def drop(folder: Path, student: str) -> bool:
    """Remove a student's entry; returns whether there was one."""
    rows = _read(folder / FILE)
    left = [row for row in rows if row["student_id"] != _entry(student)]
    if len(left) < len(rows):
        _write(folder / FILE, left)
    return len(left) < len(rows)


def _entry(student: str) -> str:
    """The ID as stored in the file: safe for spreadsheets, or escaped if that form would not be unique."""
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
            "{path} cannot be read as a list of pseudonyms ({reason}).",
            next_step="Restore an undamaged copy, or name another folder with --key-folder.",
            path=path,
            reason=type(error).__name__,
        ) from error
    return rows


def _write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    try:
        write_file(path, to_csv([_COLUMNS, *([row[column] for column in _COLUMNS] for row in rows)]))
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {reason}.",
            next_step="Use --key-folder to name a folder that you may write to.",
            path=path,
            reason=error.strerror or error,
        ) from error


def _new_pseudonym(known: Mapping[str, str]) -> str:
    taken = set(known.values())
    while (pseudonym := f"p-{secrets.token_hex(4)}") in taken:
        pass
    return pseudonym
