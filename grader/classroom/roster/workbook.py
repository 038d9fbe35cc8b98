"""Reads the rows of an Excel workbook (.xlsx)."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

from grader.classroom.roster.cells import TableRow, cell
from grader.classroom.roster.columns import meanings
from grader.classroom.roster.header import WHO, header_at
from grader.errors import CourseError

LARGEST = 256 * 1024 * 1024
"""Unpacked, in bytes."""
MOST_ROWS = 20_000
_MOST_COLUMNS = 500
_LAST_ROW = 1_048_576  # of any sheet
_EXACT = 10**15  # a spreadsheet keeps fifteen digits
_SHORTEN = "Give a roster with one row per student."
_SAVE = "Save it as .xlsx or as “CSV UTF-8” in your spreadsheet."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    rows: tuple[TableRow, ...]


def read_workbook(data: bytes) -> tuple[Sheet, list[str]]:
    """The sheet with the roster, and the names of the other visible sheets that are not empty.

    The roster is the first sheet whose header line identifies students, or else the first that is not empty.

    Raises:
        CourseError: it cannot be read; the message does not name the file.
    """
    _check(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on styles, extensions and print areas
            sheets = [one for one in _sheets(data) if one.rows]
    except CourseError:
        raise
    except Exception as error:  # openpyxl raises what its parsers raise
        raise CourseError("the workbook is damaged", next_step=_SAVE) from error
    if not sheets:
        return Sheet("", ()), []
    chosen = next((one for one in sheets if _identifies(one)), sheets[0])
    return chosen, [one.name for one in sheets if one is not chosen]


def _check(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names, size = set(archive.namelist()), sum(one.file_size for one in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise CourseError("the workbook is damaged", next_step=_SAVE) from error
    if not any(one.endswith("workbook.xml") for one in names):
        raise CourseError("this is not an Excel workbook (.xlsx)", next_step=_SAVE)
    if size > LARGEST:
        raise CourseError("the workbook is larger than {limit} MiB", next_step=_SHORTEN, limit=LARGEST >> 20)


def _sheets(data: bytes) -> Iterator[Sheet]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows = []
        for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), 1):
            texts = [cell(_text(one)) for one in cells]
            if any(texts):
                last = max(index for index, text in enumerate(texts) if text)
                rows.append(TableRow(number, tuple(texts[: last + 1])))
            if len(rows) > MOST_ROWS or number > _LAST_ROW:
                raise CourseError("the sheet “{sheet}” has too many rows", next_step=_SHORTEN, sheet=sheet.title)
        width = max((len(row.cells) for row in rows), default=0)
        yield Sheet(
            sheet.title, tuple(TableRow(row.line, row.cells + ("",) * (width - len(row.cells))) for row in rows)
        )


def _text(one: Cell | MergedCell | ReadOnlyCell | EmptyCell) -> str:
    """The text that the sheet shows. Whole numbers keep the leading zeros of their number format."""
    value = one.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        zeros = re.fullmatch(r"0+", str(getattr(one, "number_format", "")))
        return f"{value:.2E}" if abs(value) >= _EXACT else str(value).zfill(len(zeros[0]) if zeros else 0)
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "minutes")
    return str(value)


def _identifies(sheet: Sheet) -> bool:
    rows = [row.cells for row in sheet.rows]
    return bool(meanings(rows[header_at(rows)]) & WHO)
