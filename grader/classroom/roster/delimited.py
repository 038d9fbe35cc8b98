"""Reads the text of a CSV file into rows, and writes it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from grader.classroom.roster.cells import FORMULA, TableRow, cell
from grader.classroom.roster.header import FURTHEST, fit

if TYPE_CHECKING:
    import _csv

_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_DELIMITERS = ",;\t|"
_BLANK = " \r\n" + _DELIMITERS


def parsed(text: str) -> tuple[list[TableRow], str, tuple[int, str] | None]:
    """The rows that are not blank, the delimiter, and where and why reading stopped before the end."""
    separator = _SEPARATOR_LINE.match(text)
    delimiter = separator[1] if separator else _delimiter(text)
    before = 1 if separator else 0
    reader = _reader(text[separator.end() :] if separator else text, delimiter)
    rows: list[TableRow] = []
    line = before + 1
    try:
        for record in reader:
            cells = tuple(map(cell, record))
            if any(cells):
                rows.append(TableRow(line, cells))
            line = before + reader.line_num + 1
    except csv.Error as error:
        return rows, delimiter, (line, f"this row is not valid CSV: {error}")
    return rows, delimiter, None


def _delimiter(text: str) -> str:
    """The delimiter that gives the most known columns, and among these the most cells in the first record."""

    def success(delimiter: str) -> tuple[int, int]:
        first = list(islice(_records(text, delimiter), FURTHEST))
        return fit(first), len(first[0]) if first else 0

    return max(_DELIMITERS, key=success)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        for record in _reader(text, delimiter):
            if "".join(record).strip(_BLANK):
                yield [cell(one) for one in record]
    except csv.Error:
        return


def _reader(text: str, delimiter: str) -> _csv.Reader:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)


def table_text(header: list[str], rows: list[list[str]]) -> str:
    """A CSV file that `read_table` reads back; no spreadsheet takes a cell for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in (header, *rows):
        writer.writerow([f"'{one}" if one.startswith(FORMULA) else one for one in row])
    return out.getvalue()
