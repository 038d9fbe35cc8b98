"""A note for whoever is in the folder of a course, but uses the built-in one."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from grader.cli import options as opt
from grader.course.builtin import builtin_course
from grader.i18n.languages import Language
from grader.message import Message


def note_other_course(course: Path | None, lang: Language | None = None) -> None:
    """Name the option for the course of this folder, on standard error, if the built-in course is used beside it.

    Args:
        course: The course that the user has named; then there is nothing to note.
        lang: The language that the user has chosen.

    Raises:
        UsageError: There is no such language.
    """
    here = Path.cwd()
    own = next((one for one in (here, *here.parents) if (one / "course.yml").is_file()), None)
    if course is not None or own is None or own.resolve() == builtin_course():
        return
    from grader.i18n.error_translation import in_language  # noqa: PLC0415  only this needs it

    option = shlex.join(["--course", os.path.relpath(own, here)])
    said = Message("The course is the built-in one. For the course of this folder, add: {option}", option=option)
    sys.stderr.write(f"grader: {in_language(said, opt.language(lang))}\n")
