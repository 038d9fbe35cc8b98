"""`junit-files`: a file of tests for each student and exercise, `s17/ex05.xml`."""

from __future__ import annotations

from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.junit import mapped, result_as
from grader.exports.keys import KeyMap
from grader.reports.student_report.junit import render_junit


def _rendered(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Exported:
    return Exported(
        [
            ExportedFile(
                f"{student.file_name}/{exercise}.xml",
                render_junit([result_as(keys.keys[student.who.id], result)], options.dialect),
            )
            for student in grades.students
            if student.who.id in keys.keys
            for exercise, result in student.results().items()
        ]
    )


FORMAT = ExportFormat(mapped, _rendered, takes=frozenset({"junit-dialect"}), is_folder=True, timed=True)
