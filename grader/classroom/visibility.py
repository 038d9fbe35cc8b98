"""Which checks the students of a class may see now."""

from __future__ import annotations

import datetime

from grader.classroom.classes import Class
from grader.classroom.student import Student
from grader.classroom.student_causes import told_to_student
from grader.course.rubric import Rubric
from grader.grading.result import Result
from grader.reports.student_report.visibility import for_student


def shown_to_student(class_: Class, rubric: Rubric, student: Student, result: Result, now: datetime.datetime) -> Result:
    """The result without the checks that are hidden from this student now, and without what only instructors can do."""
    return for_student(told_to_student(result), rubric, due_is_over=_due_is_over(class_, student, result.exercise, now))


def visible_checks(class_: Class, rubric: Rubric, exercise: str, now: datetime.datetime) -> set[str]:
    """The checks of an exercise that at least one student may see now."""
    is_over = any(_due_is_over(class_, student, exercise, now) for student in class_.students)
    visible = {"always", "after_due"} if is_over else {"always"}
    return {check for check, entry in rubric.checks.items() if entry.visibility in visible}


def _due_is_over(class_: Class, student: Student, exercise: str, now: datetime.datetime) -> bool | None:
    deadline = class_.deadline(student, exercise)
    return None if deadline is None else deadline <= now
