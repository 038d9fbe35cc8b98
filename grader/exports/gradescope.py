"""`gradescope`: the `results.json` of an autograder for each student, `s17/results.json`."""

from __future__ import annotations

from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.junit import mapped
from grader.exports.keys import KeyMap
from grader.message import Message
from grader.reports.student_report.gradescope import render_gradescope


def _rendered(grades: ClassGrades, keys: KeyMap, _options: ExportOptions) -> Exported:
    files, without = [], 0
    for student in grades.students:
        if student.who.id not in keys.keys:
            continue
        results = list(student.results().values())
        if results and all(one.counts is not None for one in results):
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
