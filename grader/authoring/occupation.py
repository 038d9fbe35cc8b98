"""Handouts must say which other exercise wants the same port, container name or volume."""

from __future__ import annotations

from collections.abc import Iterable

from grader.course.clashes import Clash
from grader.course.files import text_of
from grader.course.pack import Course


def untold(course: Course, found: Iterable[Clash]) -> list[str]:
    """The handouts that do not name an exercise with which theirs clashes, one line each."""
    problems = []
    for clash in found:
        for own in clash.exercises:
            for language in course.languages:
                path = course.exercise(own).handout_in(language)
                text = text_of(path) if path.is_file() else ""
                problems += [
                    f"{path}: it does not say that {other} uses {clash.what} as well"
                    for other in clash.exercises
                    if other != own and text and other not in text
                ]
    return problems
