"""The tables of a generic export, as rows of text and numbers."""

from __future__ import annotations

from collections.abc import Iterator

from grader.exports.grades import ClassGrades, StudentGrades
from grader.exports.keys import KeyMap

Cell = str | float | None
"""Text, a number, or nothing: what is unknown is an empty cell, never a zero."""

_ALWAYS = ("name", "email")
_IF_ANY = ("username", "sis_id", "canvas_id", "section")


def score_rows(grades: ClassGrades, keys: KeyMap) -> Iterator[list[Cell]]:
    """A header, then one row per student: identity, the points that count in each exercise, their total.

    The total is empty unless it includes every exercise that anybody has a score in.
    """
    exercises, graded = [one.id for one in grades.exercises], [one.id for one in grades.graded]
    most = round(sum(one.max_score for one in grades.graded), 2)
    about = [*_ALWAYS, *(one for one in _IF_ANY if any(student.who.value(one) for student in grades.students))]
    first = "student_id" if keys.column == "id" else keys.column
    yield [first, *about, *exercises, "total", "max_total"]
    for student in grades.students:
        if student.who.id in keys.keys:
            scores = [student.points(one) for one in exercises]
            who = [student.who.value(one) for one in about]
            yield [keys.keys[student.who.id], *who, *scores, _total(student, graded), most]


def _total(student: StudentGrades, graded: list[str]) -> float | None:
    points = [student.points(one) for one in graded]
    known = [one for one in points if one is not None]
    return round(sum(known), 2) if known and len(known) == len(points) else None
