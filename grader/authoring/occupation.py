"""What an exercise occupies on a host: its names must be parameters, and handouts must say who else wants the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from grader.authoring.misspelt import hint
from grader.course.clashes import Clash
from grader.course.exercise import Exercise
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


def unknown_parameters(exercise: Exercise) -> Iterator[str]:
    """One line for each name in braces below `ports`, `containers` and `volumes` that is not a parameter."""
    file = exercise.file
    for key, values in (("ports", file.ports), ("containers", file.containers), ("volumes", file.volumes)):
        for name in re.findall(r"\{(\w+)\}", " ".join(map(str, values))):
            if name not in file.params:
                where = f"{exercise.folder / 'exercise.yml'}: {key}"
                yield f"{where}: {{{name}}} is not a parameter{hint(name, file.params)}"
