"""A new class: the class file, a roster and an SSH configuration."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from grader.authoring.scaffold.writing import Templates, write_new
from grader.course.builtin import builtin_course
from grader.course.pack import Course
from grader.errors import UsageError

_FILES = ("class.yml", "roster.csv", "ssh_config")


def new_class(
    folder: Path, course: Course, *, name: str, exercises: Sequence[str], students: int, host: str
) -> list[Path]:
    """Write a class of made-up students.

    Args:
        folder: Where the files are written.
        course: The course that the class takes.
        name: The name of the class.
        exercises: The exercises of the class; none means all of the course.
        students: How many students the roster has.
        host: Their hosts, such as `lab-{n:02}`; `{n}` is the number of the row.

    Raises:
        UsageError: There is no such exercise, the host is not a valid pattern, or a file exists.
    """
    chosen = [course.exercise_id(one) for one in exercises] or list(course.folders)
    place = course.zip or course.root
    own = "" if place == builtin_course() else Path(os.path.relpath(place, folder.resolve())).as_posix()
    try:
        hosts = {n: host.format(n=n) for n in range(1, students + 1)}
    except (LookupError, ValueError) as error:
        raise UsageError(
            "“{host}” is not a valid pattern.", next_step="Write one such as lab-{{n:02}}.", host=host
        ) from error
    values = {"name": name, "course": own, "exercises": chosen, "students": students, "host_of": hosts.__getitem__}
    templates = Templates(course.languages)
    return write_new(folder, {one: templates.fill(f"class/{one}", **values) for one in _FILES})
