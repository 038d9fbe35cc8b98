"""`junit`: the checks of a whole class as one file of tests, for CI systems and Artemis.

Readers tell tests apart by suite, class and name. All three name the student or the exercise, so that no two students
are merged: `s17.ex05` has the tests `ex05.bind-mounted` of class `s17`.
"""

from __future__ import annotations

from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.keys import STUDENT_ID, KeyMap, map_keys
from grader.grading.result import Result
from grader.message import Message
from grader.reports.student_report.junit import render_junit

_GITLAB_BYTES = 30_000_000
_GITLAB_TESTS = 500_000


def mapped(grades: ClassGrades, options: ExportOptions) -> KeyMap:
    """The students under their own IDs: no reader of JUnit looks them up."""
    return map_keys(grades, STUDENT_ID, options.key, in_table=False)


def result_as(key: str, result: Result) -> Result:
    """The result of a student who is known by this key."""
    return result if result.student == key else result.model_copy(update={"student": key})


def _rendered(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Exported:
    results = [
        result_as(keys.keys[student.who.id], result)
        for student in grades.students
        if student.who.id in keys.keys
        for result in student.results().values()
    ]
    data = render_junit(results, options.dialect)
    return Exported([ExportedFile("junit.xml", data)], _notes(len(data), sum(len(one.checks) for one in results)))


def _notes(size: int, tests: int) -> list[Message]:
    if size <= _GITLAB_BYTES and tests <= _GITLAB_TESTS:
        return []
    return [
        Message(
            "the file has {size} MB and {tests} tests; GitLab reads at most 30 MB and 500,000 tests of a file, so name "
            "fewer exercises with --exercise, or use the format junit-files",
            size=f"{size / 1e6:.0f}",
            tests=f"{tests:,}",
        )
    ]


FORMAT = ExportFormat(mapped, _rendered, takes=frozenset({"junit-dialect"}), timed=True)
