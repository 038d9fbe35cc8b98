"""`gradescope`: the `results.json` of an autograder for each student, `s17/results.json`.

A student who lacks a score that others have gets no file: its total would count what is missing as zero.
"""

from __future__ import annotations

from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.junit import mapped
from grader.exports.keys import KeyMap
from grader.message import Message
from grader.reports.student_report.gradescope import render_gradescope


def _rendered(grades: ClassGrades, keys: KeyMap, _options: ExportOptions) -> Exported:
    files, without = [], 0
    graded = [one.id for one in grades.graded]
    for student in grades.students:
        if student.who.id not in keys.keys:
            continue
        if graded and all(student.points(one) is not None for one in graded):
            found = student.results()
            results = [found[one] for one in graded]
            files.append(ExportedFile(f"{student.file_name}/results.json", render_gradescope(results).encode()))
        else:
            without += 1
    note = Message(
        "{n} student has no file, because an exercise is not graded",
        plural="{n} students have no file, because an exercise is not graded",
        n=without,
    )
    return Exported(files, [note] if without else [])


FORMAT = ExportFormat(mapped, _rendered, is_folder=True)
