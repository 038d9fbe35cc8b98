"""`blackboard-csv`: fills in the file that Blackboard's “Work Offline, Download” wrote.

Blackboard finds a column by the number in its header, `Exercise 5 [Total Pts: 100 Score] |123`. Of a column without one
it makes a column of text. So there must be a download, in whatever language; it is kept but for the scores.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.errors import UsageError
from grader.exports.feedback import FeedbackWriter
from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.keys import Key, KeyMap
from grader.exports.template import Template, TemplateMatch, match_rows, read_template
from grader.exports.template_items import GradeColumn, fill_items, grade_columns, number
from grader.message import Message
from grader.text.clean import visible

_KEY = Key("Blackboard student", ("username", "sis_id", "id", "email"))
_ITEM = re.compile(r"(?P<title>.*?)\s*(?:\[(?P<about>[^\[\]]*)\])?\s*\|(?P<id>\d+)", re.DOTALL)
_MOST = re.compile(r"\d+(?:[.,]\d+)?")
_FEEDBACK = ("Feedback to Learner", "Feedback Format")
"""Of a download of one column with its comments."""


@dataclass(frozen=True, slots=True)
class BlackboardGrades:
    """Grades that Blackboard wrote for working offline."""

    template: Template
    columns: tuple[GradeColumn, ...]

    def match(self, grades: ClassGrades, key: str) -> TemplateMatch:
        """Find the row of each student by a column before the first grade.

        Raises:
            UsageError: the roster has no column called like the key.
        """
        return match_rows(self.template, grades, range(self.columns[0].index), _KEY, key)


def read_download(options: ExportOptions) -> BlackboardGrades:
    """Read the download that is the template.

    Raises:
        UsageError: the file cannot be read, or is not such a download.
    """
    template = read_template(options.given_template())
    columns = []
    for index, name in enumerate(template.header):
        if found := _ITEM.fullmatch(name):
            most = _MOST.findall(found["about"] or "")
            names = (found["title"].strip(), name, found["id"])
            columns.append(GradeColumn(index, names, (number(most[-1]) if most else None) or 0.0))
    if not columns or not columns[0].index:
        raise UsageError(
            Message("{path} has no columns of grades from Blackboard.", path=template.path),
            next_step=Message(
                "In Blackboard's grade center, choose Work Offline and Download, and leave the file as it is."
            ),
        )
    return BlackboardGrades(template, tuple(columns))


def _mapped(grades: ClassGrades, options: ExportOptions) -> KeyMap:
    sheet = read_download(options)
    grade_columns(sheet.template, grades, options, sheet.columns)
    return sheet.match(grades, options.key).keys


def _rendered(grades: ClassGrades, _keys: KeyMap, options: ExportOptions) -> Exported:
    sheet = read_download(options)
    columns = grade_columns(sheet.template, grades, options, sheet.columns)
    match = sheet.match(grades, options.key)
    filled = fill_items(sheet.template, match, grades, columns)
    cells = {**filled.cells, **_feedback(sheet.template, match, grades)}
    return Exported([ExportedFile(sheet.template.path.name, sheet.template.filled(cells))], filled.notes)


def _feedback(template: Template, match: TemplateMatch, grades: ClassGrades) -> dict[tuple[int, int], str]:
    """The cells of feedback, if the download has them; they belong to its only column of grades."""
    if len(grades.exercises) != 1 or not set(_FEEDBACK) <= set(template.header):
        return {}
    [exercise] = grades.exercises
    text, format_ = (template.header.index(one) for one in _FEEDBACK)
    cells = {}
    feedback = FeedbackWriter()
    for student in grades.students:
        row = match.rows.get(student.who.id)
        if row is not None and student.points(exercise.id) is not None:
            cells[row, text] = visible(feedback.on(student.results()[exercise.id]).html())
            cells[row, format_] = "HTML"
    return cells


FORMAT = ExportFormat(_mapped, _rendered, takes=frozenset({"item", "template"}), needs_template=True)
