"""`brightspace-csv`: Brightspace's “Import grades”, from scratch or by filling in the file that Brightspace exported.

Brightspace writes `#` before each ID and username, so that no spreadsheet changes them, and ends each line with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import UsageError
from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.keys import Key, KeyMap, map_keys
from grader.exports.template import Template, TemplateMatch, match_rows, read_template
from grader.exports.template_items import GradeColumn, fill_items, grade_columns, number
from grader.message import Message
from grader.text.csv_safety import STANDARD, to_csv

_KEY = Key("OrgDefinedId", ("sis_id", "id"))
_IN_TEMPLATE = Key("Brightspace student", ("sis_id", "id", "username", "email"))
_IDENTIFYING = {"OrgDefinedId", "Username", "Email"}
_MARK = "#"
_END = "End-of-Line Indicator"
_POINTS = re.compile(r"(.+) Points Grade(?:\s*<(.*)>)?")
_MOST = re.compile(r"\bMaxPoints:(\d+(?:[.,]\d+)?)")


@dataclass(frozen=True, slots=True)
class BrightspaceGrades:
    """Grades that Brightspace exported."""

    template: Template
    students: tuple[int, ...]
    """The columns that identify students."""
    columns: tuple[GradeColumn, ...]

    def match(self, grades: ClassGrades, key: str) -> TemplateMatch:
        """Find the row of each student.

        Raises:
            UsageError: the roster has no column called like the key.
        """
        return match_rows(self.template, grades, self.students, _IN_TEMPLATE, key, mark=_MARK)


def read_grades(path: Path) -> BrightspaceGrades:
    """Read the export that is the template.

    Raises:
        UsageError: the file cannot be read, or is not an export of Brightspace's.
    """
    template = read_template(path)
    students = tuple(index for index, name in enumerate(template.header) if name in _IDENTIFYING)
    columns = []
    for index, name in enumerate(template.header):
        if found := _POINTS.fullmatch(name):
            most = _MOST.search(found[2] or "")
            columns.append(GradeColumn(index, (found[1].strip(), name), (number(most[1]) if most else None) or 0.0))
    if not students or not columns:
        raise UsageError(
            Message("{path} is not an export of grades from Brightspace with points.", path=path),
            next_step=Message(
                "In Brightspace's Enter Grades, choose Export with the key field Both and the grade value Points "
                "grade, and leave the file as it is."
            ),
        )
    return BrightspaceGrades(template, students, tuple(columns))


def _mapped(grades: ClassGrades, options: ExportOptions) -> KeyMap:
    if options.template is not None:
        sheet = read_grades(options.template)
        grade_columns(sheet.template, grades, options, sheet.columns)
        return sheet.match(grades, options.key).keys
    keys = map_keys(grades, _KEY, options.key, in_table=False)
    return replace(keys, key=Key(_header(keys), _KEY.columns))


def _header(keys: KeyMap) -> str:
    """Brightspace's name of the key."""
    return "Username" if keys.column == "username" else "OrgDefinedId"


def _rendered(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Exported:
    if options.template is None:
        data = to_csv(_rows(grades, keys, options)).encode()
        return Exported([ExportedFile("brightspace.csv", data)], _bonus_note(grades, keys))
    sheet = read_grades(options.template)
    columns = grade_columns(sheet.template, grades, options, sheet.columns)
    filled = fill_items(sheet.template, sheet.match(grades, options.key), grades, columns)
    data = sheet.template.filled(filled.cells)
    return Exported([ExportedFile(options.template.name, data)], [*_bonus_note(grades, keys), *filled.notes])


def _rows(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Iterator[list[str]]:
    yield [_header(keys), *(f"{options.item(one.id)} Points Grade" for one in grades.exercises), _END]
    for student in grades.students:
        key = keys.keys.get(student.who.id)
        if key is not None:
            scores = (STANDARD.points(student.points(one.id)) for one in grades.exercises)
            yield [_MARK + key.removeprefix(_MARK), *scores, _MARK]


def _bonus_note(grades: ClassGrades, keys: KeyMap) -> list[Message]:
    """State how many of the exported scores Brightspace may lower."""
    count = grades.above_maximum(keys.keys)
    if not count:
        return []
    return [
        Message(
            "{n} score with bonus points exceeds the maximum; Brightspace lowers it unless the grade item can exceed",
            plural="{n} scores with bonus points exceed the maximum; Brightspace lowers them unless the grade item can "
            "exceed",
            n=count,
        )
    ]


FORMAT = ExportFormat(_mapped, _rendered, takes=frozenset({"item", "template"}))
