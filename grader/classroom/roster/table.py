"""Reads a CSV file, as learning platforms and spreadsheets write it, into rows with line numbers."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import CourseError, UsageError

if TYPE_CHECKING:
    import _csv

LARGEST = 32 * 1024 * 1024
"""The largest roster, in bytes."""
# UTF-32 first: its little-endian byte order mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF8, "UTF-8-sig"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
_EXCEL_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls
_BLANK = " ,;\t\r\n"
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FORMULA = ("=", "+", "-", "@")
_AS_CSV = "Save the file as “CSV UTF-8” in your spreadsheet."


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record, and the line of the file where it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The records of a file that are not blank."""

    rows: tuple[TableRow, ...]
    encoding: str
    delimiter: str
    broken: tuple[int, str] | None = None
    """The line where reading stopped before the end of the file, and why."""


def read_table(path: Path) -> Table:
    """Read a CSV file; the encoding and the delimiter are detected.

    UTF-8 and UTF-16 are read with or without a byte order mark; anything else that is valid CP949 (EUC-KR) is read as
    that. Statistics are not used: with them, one student more can change how a short file is read.

    Raises:
        UsageError: the file cannot be read.
        CourseError: it is empty, larger than `LARGEST`, or not text in one of these encodings.
    """
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
    if data.startswith(_WORKBOOKS):
        raise CourseError("{path} is a spreadsheet workbook, not CSV.", next_step=_AS_CSV, path=path)
    text, encoding = _decoded(path, data)
    rows, delimiter, broken = _parsed(text)
    if not rows:
        line, problem = broken or (1, "the file is empty")
        step = "The first line must name the columns."
        raise CourseError("{path}:{line}: {problem}.", next_step=step, path=path, line=line, problem=problem)
    return Table(tuple(rows), encoding, delimiter, broken)


def _decoded(path: Path, data: bytes) -> tuple[str, str]:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else _unmarked(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding.removesuffix("-sig")
    kinds = marked.removesuffix("-sig") if marked else "UTF-8, UTF-16 or CP949"
    problem = "{path}:{line}: this is not text in {kinds}."
    raise CourseError(problem, next_step=_AS_CSV, path=path, line=_bad_line(data), kinds=kinds)


def _unmarked(data: bytes) -> tuple[str, ...]:
    if b"\0" in data:
        little = data[1::2].count(0) >= data[::2].count(0)
        return ("UTF-16-LE",) if little else ("UTF-16-BE",)
    return ("UTF-8", "CP949")


def _bad_line(data: bytes) -> int:
    """The line of the first byte that is not UTF-8, the most likely encoding."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return data.count(b"\n", 0, max(data.find(b"\0"), 0)) + 1


def _parsed(text: str) -> tuple[list[TableRow], str, tuple[int, str] | None]:
    separator = _SEPARATOR_LINE.match(text)
    delimiter = separator[1] if separator else _delimiter(text)
    before = 1 if separator else 0
    reader = _reader(text[separator.end() :] if separator else text, delimiter)
    rows: list[TableRow] = []
    line = before + 1
    try:
        for record in reader:
            cells = tuple(map(_cell, record))
            if any(cells):
                rows.append(TableRow(line, cells))
            line = before + reader.line_num + 1
    except csv.Error as error:
        return rows, delimiter, (line, f"this row is not valid CSV: {error}")
    return rows, delimiter, None


def _delimiter(text: str) -> str:
    """The delimiter that splits the first record into the most cells."""

    def cells(delimiter: str) -> int:
        try:
            records = (record for record in _reader(text, delimiter) if "".join(record).strip(_BLANK))
            return len(next(records, []))
        except csv.Error:
            return 0

    return max(",;\t", key=cells)


def _reader(text: str, delimiter: str) -> _csv.Reader:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)


def _cell(text: str) -> str:
    """The text of a cell in composed, visible characters, without the protection against spreadsheet formulas."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip()
    protected = _EXCEL_TEXT.fullmatch(text)
    if protected:
        text = protected[1].strip()
    return text[1:].strip() if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def table_text(header: list[str], rows: list[list[str]]) -> str:
    """A CSV file that `read_table` reads back; no spreadsheet takes a cell for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in (header, *rows):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue()
