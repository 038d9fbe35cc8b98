"""Builds what an instructor uploads to a platform: a zip with the grader, the course and the scripts that run it."""

from __future__ import annotations

import io
import shlex
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader.autograders.members import Members
from grader.autograders.platform import Platform
from grader.autograders.wheel import own_wheel
from grader.classroom.assignment import Assignment
from grader.course.builtin import builtin_course
from grader.course.bundle import bundled
from grader.course.parameters import options
from grader.i18n.languages import Language

_SCRIPTS = Path(__file__).parent
_ARGUMENTS = "@ARGUMENTS@"
_RUNNABLE = 0o100755 << 16
_PLAIN = 0o100644 << 16


def packed(platform: Platform, given: Assignment, language: Language, members: Members | None = None) -> bytes:
    """The zip for a platform. The same installation, course, exercise and class give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data, mode in _files(platform, given, language, members):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _files(
    platform: Platform, given: Assignment, language: Language, members: Members | None
) -> Iterator[tuple[str, bytes, int]]:
    own = given.course.root != builtin_course()
    words = [given.exercise.id, "--lang", language, *options(given.params or {})]
    arguments = shlex.join(words) + (' --course "$source/course"' if own else "")
    if members is not None:
        arguments += ' --roster "$source/students.json"'
        yield "students.json", members.model_dump_json(indent=1).encode(), _PLAIN
    for path in sorted((_SCRIPTS / platform).iterdir()):
        text = path.read_text(encoding="utf-8").replace(_ARGUMENTS, arguments)
        yield path.name, text.encode(), _RUNNABLE if text.startswith("#!") else _PLAIN
    yield *own_wheel(), _PLAIN
    for name, path in bundled(given.course.root) if own else ():
        yield f"course/{name}", path.read_bytes(), _PLAIN
