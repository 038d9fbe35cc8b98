"""What all Moodle formats share: keys, and the points that Moodle accepts."""

from __future__ import annotations

from grader.exports.grades import ClassGrades
from grader.exports.keys import Key, KeyMap
from grader.message import Message

NUMBER = Key("ID number", ("sis_id", "id"))
"""The field of a Moodle user that schools fill with the student number."""


def points_within(points: float, most: float) -> float:
    """The points, or the maximum where a bonus exceeds it: Moodle refuses more."""
    return min(points, most)


def bonus_note(grades: ClassGrades, keys: KeyMap) -> list[Message]:
    """State how many of the exported scores exceed the maximum and are lowered to it."""
    count = grades.above_maximum(keys.keys)
    if not count:
        return []
    return [
        Message(
            "{n} score with bonus points exceeds the maximum; Moodle does not accept that, so the maximum is exported",
            plural="{n} scores with bonus points exceed the maximum; Moodle does not accept that, so the maximum is "
            "exported",
            n=count,
        )
    ]
