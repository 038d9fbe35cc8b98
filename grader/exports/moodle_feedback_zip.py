"""`moodle-feedback-zip`: each student's page, for “Upload multiple feedback files in a zip” of a Moodle assignment.

Moodle assigns a file to the participant whose number is in the folder's name: `Full name_17_assignfeedback_file`. The
numbers are in the grading worksheet of the same assignment.
"""

from __future__ import annotations

import io
import re
import zipfile

from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.keys import KeyMap
from grader.exports.moodle_worksheet import read_worksheet
from grader.text.clean import one_line

_MADE = (1980, 1, 1, 0, 0, 0)
"""The same in every archive, so that the same pages are the same file."""

_LONGEST = 80


def _mapped(grades: ClassGrades, options: ExportOptions) -> KeyMap:
    return read_worksheet(options).match(grades, options.key).keys


def _rendered(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Exported:
    sheet = read_worksheet(options)
    rows = sheet.match(grades, options.key).rows
    [exercise] = grades.exercises
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for student in grades.students:
            row = rows.get(student.who.id)
            if row is None or student.who.id not in keys.keys or student.points(exercise.id) is None:
                continue
            name = _in_path(sheet.template.cell(row, 1)) or "student"
            folder = f"{name}_{sheet.participant(row)}_assignfeedback_file"
            entry = zipfile.ZipInfo(f"{folder}/{exercise.id}.html", _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, student.page([exercise.id]))
    return Exported([ExportedFile(f"{exercise.id}-feedback.zip", data.getvalue())])


def _in_path(name: str) -> str:
    """A name as part of a path that Moodle splits at underscores; a leading dot or tilde would hide the file."""
    return re.sub(r'[\\/_:*?"<>|\x00-\x1f\ud800-\udfff]+', " ", one_line(name)).strip(" .~")[:_LONGEST].strip()


FORMAT = ExportFormat(
    _mapped, _rendered, takes=frozenset({"template"}), needs_template=True, one_exercise=True, is_binary=True
)
