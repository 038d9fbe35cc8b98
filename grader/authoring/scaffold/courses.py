"""A new course: its file, what it ignores, and what CI does."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from grader.authoring.scaffold.writing import TEMPLATES, Templates, write_new
from grader.course.course_file import CourseFile
from grader.errors import UsageError
from grader.i18n.languages import Language
from grader.text.validation import problems


def new_course(folder: Path, *, name: str, languages: Sequence[Language]) -> list[Path]:
    """Write the files of a course without an exercise.

    Raises:
        UsageError: A language is not one, the folder is a course, a file exists, or it cannot be written.
    """
    try:
        CourseFile(name=name, languages=tuple(languages))
    except ValidationError as error:
        problem = problems(error, CourseFile)[0]
        raise UsageError(
            problem.in_place, next_step="Name the languages by their codes, such as --languages en,ko"
        ) from error
    if (folder / "course.yml").exists():
        raise UsageError(
            "{path} is a course already.",
            next_step="Add an exercise: grader new exercise NAME --course {option}",
            path=folder,
            option=shlex.quote(str(folder)),
        )
    templates = Templates(languages)
    sources = sorted(path for path in (TEMPLATES / "course").rglob("*") if path.is_file())
    names = [path.relative_to(TEMPLATES / "course").as_posix() for path in sources]
    if (folder / ".gitignore").exists():  # of a repository that was there first
        names.remove(".gitignore")
    written = write_new(folder, {one: templates.fill(f"course/{one}", name=name) for one in names})
    for empty in ("exercises", "rubrics"):
        (folder / empty).mkdir(exist_ok=True)
    return written
