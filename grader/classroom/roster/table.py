"""Reads a list of students, as learning platforms and spreadsheets write it, into rows with line numbers."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.roster.cells import TableRow
from grader.classroom.roster.delimited import parsed
from grader.classroom.roster.encodings import UnclearEncoding, decoded
from grader.errors import CourseError, UsageError

LARGEST = 32 * 1024 * 1024
"""The largest roster, in bytes."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # .xlsx and .ods; .xls, and any workbook with a password
_HTML = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<table", b"<div", b"<style", b"<body")
_HEAD = 4096
_AS_CSV = (
    "Save the file as “CSV UTF-8” in your spreadsheet, or name its encoding: "
    "grader roster import {file} --encoding NAME"
)
_CONVERT = "Open it in your spreadsheet and save it as .xlsx or as “CSV UTF-8”."
_CHOOSE = (
    "Choose the encoding with --encoding: grader roster import {file} --encoding {encoding}. "
    "Or save the file as “CSV UTF-8” in your spreadsheet."
)
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Table:
    """The records of a file that are not blank."""

    rows: tuple[TableRow, ...]
    encoding: str
    """Empty for a workbook."""
    delimiter: str
    """Empty for a workbook."""
    broken: tuple[int, str] | None = None
    """The line where reading stopped before the end of the file, and why."""
    notes: tuple[str, ...] = ()


def read_table(path: Path, encoding: str = "") -> Table:
    """Read a CSV file or an Excel workbook; the encoding and the delimiter are detected.

    Args:
        path: The file.
        encoding: Its encoding, if it cannot be detected.

    Raises:
        UsageError: the file cannot be read, or there is no such encoding.
        CourseError: it is empty, larger than `LARGEST`, in another format, or its encoding is not certain.
    """
    data = _bytes(path)
    if data.startswith(_ZIP):
        table = _workbook(path, data, encoding)
    else:
        _refuse_other_formats(path, data)
        text, name = _decoded(path, data, encoding)
        rows, delimiter, broken = parsed(text)
        table = Table(tuple(rows), name, delimiter, broken)
    if not table.rows:
        line, problem = table.broken or (1, "the file is empty")
        step = "The first line must name the columns."
        raise CourseError("{path}, line {line}: {problem}.", next_step=step, path=path, line=line, problem=problem)
    return table


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror
        raise UsageError(
            "{path} cannot be read: {reason}.", next_step="Check the path.", path=path, reason=reason
        ) from error
    if len(data) > LARGEST:
        raise CourseError(
            "{path} is larger than {limit} MiB.",
            next_step="Give a roster with one row per student.",
            path=path,
            limit=LARGEST >> 20,
        )
    return data


def _workbook(path: Path, data: bytes, encoding: str) -> Table:
    from grader.classroom.roster.workbook import read_workbook  # noqa: PLC0415  most rosters are CSV

    if encoding:
        raise UsageError("{path} is a workbook and has no encoding.", next_step="Omit --encoding.", path=path)
    try:
        sheet, others = read_workbook(data)
    except CourseError as error:
        raise CourseError("{path}: {problem}.", next_step=error.next_step, path=path, problem=error.problem) from error
    notes = [f"only the sheet “{sheet.name}” is read, not {', '.join(f'“{one}”' for one in others)}"] if others else []
    return Table(sheet.rows, "", "", notes=tuple(notes))


def _refuse_other_formats(path: Path, data: bytes) -> None:
    """Check by its content that this is neither an old workbook nor a web page, whatever its name is."""
    if data.startswith(_OLE):
        problem = "{path} is an old workbook (.xls), or a workbook with a password."
        raise CourseError(problem, next_step=_CONVERT, path=path)
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").lstrip().lower()
    if head.startswith(_HTML) or (head.startswith(b"<") and b"<table" in head):
        problem = "{path} is an HTML page."
        if path.suffix.lower().startswith(".xls"):
            problem = "{path} is an HTML page, not a workbook, although its name ends in {suffix}."
        raise CourseError(problem, next_step=_CONVERT, path=path, suffix=path.suffix)
    if head.startswith(b"<?xml"):
        raise CourseError("{path} is an XML file.", next_step=_CONVERT, path=path)


def _decoded(path: Path, data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return decoded(data, encoding)
    except UnclearEncoding as unclear:
        line, file = unclear.line, shlex.quote(str(path))
        if not unclear.readings:
            problem = "{path}, line {line}: this is not text in {kinds}."
            raise CourseError(problem, next_step=_AS_CSV, path=path, line=line, kinds=unclear, file=file) from unclear
        readings = [f"as {one} this line is “{text[:_SHOWN]}”" for one, text in unclear.readings.items()]
        raise CourseError(
            "{path}, line {line}: the encoding is not certain: {readings}.",
            next_step=_CHOOSE,
            readings=", ".join(readings),
            encoding=next(iter(unclear.readings)),
            file=file,
            path=path,
            line=line,
        ) from unclear
