"""`moodle-worksheet`: fills the grading worksheet of a Moodle assignment, as the instructor downloaded it.

Moodle finds the columns by their headers in the language of whoever downloads and uploads the file, so the headers are
kept. The columns are recognised here by their order and their cells, which are the same in every language: the maximum
grade is the same number in each row, and the grade is on its left; feedback follows the last column of dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.errors import UsageError
from grader.exports.feedback import FeedbackWriter
from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.keys import Key, KeyMap
from grader.exports.moodle import bonus_note, points_within
from grader.exports.template import Template, TemplateMatch, match_rows, others_note, read_template
from grader.message import Message
from grader.text.clean import visible

_KEY = Key("student", ("sis_id", "id", "email", "username"))
_IDENTIFIER = re.compile(r"\D*(\d+)")
_NUMBER = re.compile(r"\d+([.,]\d+)?")
_TOP = re.compile(r"\d+([.,]\d{1,5})?")
"""A maximum grade, with as many decimals as the grade item shows."""
_DATE = re.compile(r"-|[^<]*\d[^<]*")
"""Of a cell in a column of dates. Feedback is HTML."""

_FEEDBACK = {"Feedback comments"}
_MAXIMUM = "maximum grade"
_NO = {"No", "아니오", "아니요"}
"""Of “Grade can be changed”, in the languages in which this is recognised."""


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A grading worksheet of Moodle's, and the places of what can be filled in."""

    template: Template
    grade: int
    """The column of the grade."""
    most: float
    """The maximum grade of the assignment."""
    decimal: str
    """The decimal separator of Moodle's numbers."""
    feedback: int | None
    """The column of feedback comments; None if the assignment has none."""
    top: int
    """The column of the maximum."""

    def participant(self, row: int) -> str:
        """Moodle's number of the participant in a row; empty if there is none."""
        found = _IDENTIFIER.fullmatch(self.template.cell(row, 0))
        return found[1] if found else ""

    def is_locked(self, row: int) -> bool:
        """Whether Moodle says that the grade in a row cannot be changed; the marking workflow may be in between."""
        columns = range(self.top + 1, min(self.top + 3, len(self.template.header)))
        return any(self.template.cell(row, index) in _NO for index in columns)

    def match(self, grades: ClassGrades, key: str) -> TemplateMatch:
        """Find the row of each student.

        Raises:
            UsageError: the roster has no column called like the key.
        """
        return match_rows(self.template, grades, range(1, self.grade), _KEY, key)


def read_worksheet(options: ExportOptions) -> Worksheet:
    """Read the worksheet that is the template.

    Raises:
        UsageError: the file cannot be read, or is not a grading worksheet.
    """
    template = read_template(options.given_template())
    width = len(template.header)
    columns = [template.column(index) for index in range(width)]
    tops = [index for index in range(3, width) if _is_top(columns[index]) and all(map(_is_grade, columns[index - 1]))]
    if not tops or not all(map(_IDENTIFIER.fullmatch, columns[0])):
        raise UsageError(
            Message("{path} is not a grading worksheet of a Moodle assignment with points.", path=template.path),
            next_step=Message(
                "In the assignment, choose “Download grading worksheet”. Its settings need the feedback type “Offline "
                "grading worksheet” and a grade in points."
            ),
        )
    top = max(tops, key=lambda index: _likeness(template.header[index], columns[index][0]))
    most = columns[top][0]
    return Worksheet(
        template,
        grade=top - 1,
        most=float(most.replace(",", ".")),
        decimal="," if "," in most else ".",
        feedback=_feedback(template.header, columns, top),
        top=top,
    )


def _is_top(column: list[str]) -> bool:
    """Whether this can be the maximum grade of each row."""
    return len(set(column)) == 1 and _TOP.fullmatch(column[0]) is not None


def _likeness(header: str, cell: str) -> tuple[bool, bool]:
    """How sure it is that a column which can be the maximum is it: by its words, or by the decimals that most have."""
    return header.casefold() == _MAXIMUM, "," in cell or "." in cell


def _is_grade(cell: str) -> bool:
    return cell in {"", "-"} or _NUMBER.fullmatch(cell) is not None


def _feedback(header: list[str], columns: list[list[str]], top: int) -> int | None:
    """The column of feedback comments: by its English name, or else after the last column of dates."""
    for index in range(top + 1, len(header)):
        if header[index] in _FEEDBACK:
            return index
    dates = [index for index in range(top + 2, len(header)) if all(map(_DATE.fullmatch, columns[index]))]
    after = dates[-1] + 1 if dates else len(header)
    return after if after < len(header) else None


def _mapped(grades: ClassGrades, options: ExportOptions) -> KeyMap:
    return read_worksheet(options).match(grades, options.key).keys


def _rendered(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Exported:
    sheet = read_worksheet(options)
    match = sheet.match(grades, options.key)
    [exercise] = grades.exercises
    cells: dict[tuple[int, int], str] = {}
    locked = 0
    feedback = FeedbackWriter()
    for student in grades.students:
        row = match.rows.get(student.who.id)
        points = student.points(exercise.id)
        if row is None or points is None or student.who.id not in keys.keys:
            continue
        locked += sheet.is_locked(row)
        scaled = points_within(points, exercise.max_score) * sheet.most / (exercise.max_score or sheet.most)
        cells[row, sheet.grade] = f"{scaled:.2f}".replace(".", sheet.decimal)
        if sheet.feedback is not None:
            cells[row, sheet.feedback] = visible(feedback.on(student.results()[exercise.id]).html())
    notes = [*bonus_note(grades, keys), *_notes(sheet, match, exercise.max_score), *_locked_note(locked)]
    return Exported([ExportedFile(sheet.template.path.name, sheet.template.filled(cells))], notes)


def _locked_note(count: int) -> list[Message]:
    if not count:
        return []
    return [
        Message(
            "{n} grade cannot be changed in Moodle, which will skip it",
            plural="{n} grades cannot be changed in Moodle, which will skip them",
            n=count,
        )
    ]


def _notes(sheet: Worksheet, match: TemplateMatch, most: float) -> list[Message]:
    notes = others_note(sheet.template, match)
    if sheet.most != most:
        notes.append(
            Message(
                "points were converted: {own} points here are {theirs} points in Moodle",
                own=f"{most:g}",
                theirs=f"{sheet.most:g}",
            )
        )
    if sheet.feedback is None:
        notes.append(Message("the worksheet has no column for feedback comments, so none were written"))
    return notes


FORMAT = ExportFormat(_mapped, _rendered, takes=frozenset({"template"}), needs_template=True, one_exercise=True)
