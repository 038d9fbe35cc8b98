"""`canvas-csv`: Canvas's gradebook as CSV, from scratch or by filling in the file that Canvas exported.

Canvas identifies a student by the first of ID, SIS User ID and SIS Login ID that it knows, else by the name. An
assignment is found by the number at the end of its header, `Title (123)`, else by its title; otherwise Canvas makes it.
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

_KEY = Key("Canvas student", ("canvas_id", "sis_id", "username", "id"))
_OWN = Key("ID", ("canvas_id",))
_IN_TEMPLATE = Key("Canvas student", ("sis_id", "username", "id", "email"))
_HEADERS = ("ID", "SIS User ID", "SIS Login ID")
_KEY_HEADERS = {"canvas_id": "ID", "username": "SIS Login ID", "email": "SIS Login ID"}
"""By roster column. Any other is a SIS User ID."""

_SCHOOLS = {"SIS User ID", "SIS Login ID", "Integration ID"}
_TITLED = re.compile(r"(.*)\s\((\d+)\)")
_POINTS = "Points Possible"
_KEPT = {"EX", "N/A"}
"""Excused, and not assigned to this student."""


@dataclass(frozen=True, slots=True)
class CanvasGradebook:
    """A gradebook that Canvas exported."""

    template: Template
    own: int
    """The column of Canvas's own numbers of students."""
    others: tuple[int, ...]
    """The columns of the school's IDs."""
    columns: tuple[GradeColumn, ...]

    def match(self, grades: ClassGrades, key: str) -> TemplateMatch:
        """Find the row of each student.

        A school's ID is not looked for among Canvas's numbers, which may be those of other students.

        Raises:
            UsageError: the roster has no column called like the key.
        """
        by_number = key.casefold() == _OWN.columns[0]
        if key:
            columns = [self.own] if by_number else [*self.others, self.own]
            return match_rows(self.template, grades, columns, _IN_TEMPLATE, key)
        found = [match_rows(self.template, grades, [self.own], _OWN, "")]
        if self.others:
            found.append(match_rows(self.template, grades, self.others, _IN_TEMPLATE, ""))
        return max(found, key=lambda one: len(one.rows))


def read_gradebook(path: Path) -> CanvasGradebook:
    """Read the gradebook that is the template.

    Raises:
        UsageError: the file cannot be read, or is not a gradebook of Canvas's.
    """
    template = read_template(path, ragged=True)  # the row about manual posting can be longer than the header
    header = template.header
    row = next((row for row in range(1, len(template.rows)) if _POINTS in template.cell(row, 0)), None)
    if not {"ID", "Section"} <= set(header) or row is None:
        raise UsageError(
            Message("{path} is not a gradebook that Canvas exported.", path=path),
            next_step=Message("In Canvas's gradebook, choose Export, and leave the file as it is."),
        )
    columns = []
    for index in range(header.index("Section") + 1, len(header)):
        titled, most = _TITLED.fullmatch(header[index]), number(template.cell(row, index))
        if titled and most is not None:  # anything else is a note, a total, or read-only
            columns.append(GradeColumn(index, (header[index], titled[1].strip(), titled[2]), most))
    others = tuple(index for index, name in enumerate(header) if name in _SCHOOLS)
    return CanvasGradebook(template, header.index("ID"), others, tuple(columns))


def _mapped(grades: ClassGrades, options: ExportOptions) -> KeyMap:
    if options.template is not None:
        book = read_gradebook(options.template)
        grade_columns(book.template, grades, options, book.columns)
        return book.match(grades, options.key).keys
    keys = map_keys(grades, _KEY, options.key)
    keys = replace(keys, key=Key(_header(keys), _KEY.columns))
    if keys.column != "canvas_id":
        return keys
    # Canvas reads an ID as far as it is digits: 4711x would be the student 4711.
    wrong = {student: value for student, value in keys.keys.items() if not re.fullmatch("[1-9][0-9]*", value)}
    problems = {student: Message("“{value}” is not a number", value=value) for student, value in wrong.items()}
    usable = {student: value for student, value in keys.keys.items() if student not in wrong}
    return replace(keys, keys=usable, problems={**keys.problems, **problems})


def _header(keys: KeyMap) -> str:
    """Canvas's name of the key."""
    return _KEY_HEADERS.get(keys.column, "SIS User ID")


def _rendered(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Exported:
    if options.template is None:
        data = to_csv(_rows(grades, keys, options)).encode()
        return Exported([ExportedFile("canvas.csv", data)], _new_items(grades, options))
    book = read_gradebook(options.template)
    columns = grade_columns(book.template, grades, options, book.columns)
    match = book.match(grades, options.key)
    filled = fill_items(book.template, match, grades, columns, keeps=lambda cell: cell.upper() in _KEPT)
    return Exported([ExportedFile(options.template.name, book.template.filled(filled.cells))], filled.notes)


def _rows(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Iterator[list[str]]:
    items = [options.item(one.id) for one in grades.exercises]
    yield ["Student", *_HEADERS, "Section", *items]
    yield [_POINTS, *("" for _ in _HEADERS), "", *(STANDARD.points(one.max_score) for one in grades.exercises)]
    own = _header(keys)
    for student in grades.students:
        key = keys.keys.get(student.who.id)
        if key is not None:
            about = [student.who.name or student.who.id, *(key if one == own else "" for one in _HEADERS)]
            scores = [STANDARD.points(student.points(one.id)) for one in grades.exercises]
            yield [*about, student.who.section, *scores]


def _new_items(grades: ClassGrades, options: ExportOptions) -> list[Message]:
    """Name the columns for which Canvas may make assignments."""
    loose = [item for one in grades.exercises if not _TITLED.fullmatch(item := options.item(one.id))]
    if not loose:
        return []
    return [
        Message(
            "Canvas makes new assignments for those of these titles that it does not have: {items}. Name existing "
            "ones: --item 'EXERCISE=Title (123)', or give --template",
            items=", ".join(loose),
        )
    ]


FORMAT = ExportFormat(_mapped, _rendered, takes=frozenset({"item", "template"}))
