"""Files and folders of a course that the grader passes over, because of their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from grader.course.pack import Course

_FOLDER = re.compile(r"ex[0-9]{2}_.*", re.DOTALL)
_MEANT = re.compile(r"(?:ex(?:ercise)?)?[-_ ]?([0-9]{1,2})[-_ .]*(.*)", re.IGNORECASE | re.DOTALL)
_OF_EXERCISES = ("exercise.y*ml", "checks.y*ml", "test_*.py", "handout.*.md")


def unread(course: Course) -> Iterator[str]:
    """One line for each file or folder that is meant for the grader, and that it does not read.

    Raises:
        CourseError: course.yml is wrong.
    """
    if (course.root / "course.yaml").exists():
        yield f"{course.root / 'course.yaml'} is not read: name it course.yml"
    known = set()
    for folder in sorted(path for path in (course.root / "exercises").iterdir() if path.is_dir()):
        if _FOLDER.fullmatch(folder.name):
            known.add(folder.name[:4])
            yield from _of_exercise(folder, course)
        elif any(path for pattern in _OF_EXERCISES for path in folder.glob(pattern)):
            yield f"{folder} is not read: name it {_meant(folder.name)}"
    for path in sorted((course.root / "rubrics").glob("*.y*ml")):
        if path.suffix != ".yml":
            yield f"{path} is not read: name it {path.stem}.yml"
        elif path.stem not in {*known, "messages"}:
            yield f"{path} is not read: there is no folder exercises/{path.stem}_…"


def _of_exercise(folder: Path, course: Course) -> Iterator[str]:
    id_ = folder.name[:4]
    for path in sorted(path for pattern in _OF_EXERCISES for path in folder.glob(pattern)):
        match path.name.split("."):
            case [name, "yaml"]:
                yield f"{path} is not read: name it {name}.yml"
            case [name, "py"] if name != f"test_{id_}":
                yield f"{path} is not read: checks in Python are in test_{id_}.py"
            case ["handout", language, "md"] if language not in course.languages:
                yield f"{path} is not read: “{language}” is not a language of the course"
            case _:
                pass


def _meant(name: str) -> str:
    found = _MEANT.fullmatch(name)
    return f"ex{int(found[1]):02}_{found[2] or 'name'}" if found else f"ex and two digits, such as ex01_{name}"
