"""`moodle-csv`: Moodle's “Grades → Import → CSV file”, whose form maps each column to a grade item."""

from __future__ import annotations

from collections.abc import Iterator

from grader.exports.feedback import FeedbackWriter
from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.keys import KeyMap, map_keys
from grader.exports.moodle import NUMBER, bonus_note, points_within
from grader.message import Message
from grader.text.csv_safety import to_csv

_LARGEST = 100
_HEADERS = {"username": "Username", "email": "Email address"}
"""Moodle's own words for columns by which it finds users; any other is an ID number."""


def _mapped(grades: ClassGrades, options: ExportOptions) -> KeyMap:
    return map_keys(grades, NUMBER, options.key)


def _rendered(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Exported:
    text = to_csv(_rows(grades, keys, options), options.layout)
    notes = [*bonus_note(grades, keys), *_above_note(grades, keys)]
    return Exported([ExportedFile("moodle.csv", text.encode())], notes)


def _above_note(grades: ClassGrades, keys: KeyMap) -> list[Message]:
    """State how many of the exported grades abort the import on most sites, whatever the maximum of their item is."""
    scores = (
        points_within(one.points(exercise.id) or 0.0, exercise.max_score)
        for one in grades.students
        if one.who.id in keys.keys
        for exercise in grades.exercises
    )
    count = sum(score > _LARGEST for score in scores)
    if not count:
        return []
    return [
        Message(
            "{n} grade is above 100, and Moodle then imports nothing unless the site allows unlimited grades: use "
            "moodle-xml",
            plural="{n} grades are above 100, and Moodle then imports nothing unless the site allows unlimited grades: "
            "use moodle-xml",
            n=count,
        )
    ]


def _rows(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Iterator[list[str]]:
    items = [options.item(one.id) for one in grades.exercises]
    yield [
        _HEADERS.get(keys.column, "ID number"),
        "Full name",
        *(header for item in items for header in (item, f"Feedback: {item}")),
    ]
    feedback = FeedbackWriter()
    for student in grades.students:
        key = keys.keys.get(student.who.id)
        if key is None:
            continue
        # PHP takes a backslash before a quotation mark for an escape, and so the next cells for this one.
        row = [key, student.who.name.replace("\\", "/")]
        results = student.results() if student.scores else {}
        for exercise in grades.exercises:
            points = student.points(exercise.id)
            if points is None:
                row += ["", ""]
            else:
                number = options.layout.points(points_within(points, exercise.max_score))
                row += [number, feedback.on(results[exercise.id]).html()]
        yield row


FORMAT = ExportFormat(_mapped, _rendered, takes=frozenset({"item", "layout"}))
