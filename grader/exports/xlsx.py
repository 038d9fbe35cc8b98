"""`xlsx`: a workbook with a sheet of scores, one of checks, and one of what did not pass."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from grader.checks.verdict import Status
from grader.exports.csv import FORMAT as CSV
from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.keys import KeyMap
from grader.exports.tables import Cell, score_rows
from grader.grading.result import Result
from grader.reports.summary import reason
from grader.text.clean import for_xml, one_line
from grader.text.csv_safety import safe_cell

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_LONGEST = 32_767
"""The most characters of a cell in Excel."""

_MADE = datetime.datetime(1980, 1, 1)  # noqa: DTZ001  archives and documents have times without a zone
"""The same in every workbook, so that the same grades are the same file."""

_Results = dict[str, Mapping[str, Result]]
"""By student ID and exercise."""


def _rendered(grades: ClassGrades, keys: KeyMap, _options: ExportOptions) -> Exported:
    from openpyxl import Workbook  # noqa: PLC0415  only a workbook needs it
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415

    results = {student.who.id: student.results() for student in grades.students if student.who.id in keys.keys}
    book = Workbook(write_only=True)
    for title, rows in (
        ("scores", score_rows(grades, keys)),
        ("checks", _check_rows(grades, keys, results)),
        ("problems", _problem_rows(keys, results)),
    ):
        _fill(book.create_sheet(title), rows)
    book.properties.created = book.properties.modified = _MADE
    loose = io.BytesIO()
    with zipfile.ZipFile(loose, "w") as archive:
        ExcelWriter(book, archive).write_data()
    return Exported([ExportedFile("grades.xlsx", _compressed(loose))])


def _compressed(loose: io.BytesIO) -> bytes:
    """An archive compressed, with the same time for every file in it."""
    data = io.BytesIO()
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(data, "w") as archive:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _MADE.timetuple()[:6])
            archive.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED, compresslevel=1)
    return data.getvalue()


def _check_rows(grades: ClassGrades, keys: KeyMap, results: _Results) -> Iterator[list[Cell]]:
    """The points of each check, before the late policy; empty if there is no result or it could not be determined."""
    columns = [(exercise.id, check.id) for exercise in grades.exercises for check in exercise.checks]
    yield ["student_id", *("/".join(one) for one in columns)]
    for student, found in results.items():
        points = {(name, check.id): check.points for name, result in found.items() for check in result.checks}
        yield [keys.keys[student], *(points.get(one) for one in columns)]


def _problem_rows(keys: KeyMap, results: _Results) -> Iterator[list[Cell]]:
    """A row for each check that did not pass."""
    yield ["student_id", "exercise", "check", "title", "status", "points", "max_points", "message"]
    for student, found in results.items():
        for name, result in found.items():
            for one in result.checks:
                if one.status is not Status.PASSED:
                    said = reason(one, result.language) or one.blocked_by
                    about = [keys.keys[student], name, one.id, one.title, one.status.value]
                    yield [*about, one.points, one.max_points, said]


def _fill(sheet: WriteOnlyWorksheet, rows: Iterable[Iterable[Cell]]) -> None:
    sheet.freeze_panes = "B2"
    for row in rows:
        sheet.append([_text(sheet, one) if isinstance(one, str) else one for one in row])


def _text(sheet: WriteOnlyWorksheet, text: str) -> object:
    """Text for a cell. What looks like a formula is marked as text, and stays text when the cell is edited."""
    text, is_safe = _in_cell(text)
    if is_safe:
        return text
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    cell = WriteOnlyCell(sheet, value="")
    cell.value, cell.data_type, cell.quotePrefix = text, "s", True
    return cell


@lru_cache(maxsize=2_000)
def _in_cell(text: str) -> tuple[str, bool]:
    """The text as a cell can hold it, and whether no spreadsheet takes it for a formula."""
    shown = for_xml(one_line(text), _LONGEST)
    return shown, safe_cell(shown) == shown


FORMAT = ExportFormat(CSV.mapped, _rendered, is_binary=True)
