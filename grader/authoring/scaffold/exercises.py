"""A new exercise: of the template, or a copy of a built-in one."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.scaffold.translating import in_languages
from grader.authoring.scaffold.writing import TEMPLATES, Templates, write_new
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import UsageError
from grader.i18n.languages import SOURCE

_ID = re.compile(r"ex[0-9]{2}")
_NUMBERED = re.compile(r"(?:ex)?([0-9]{1,2})", re.ASCII | re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_LEFT_OUT = {"__pycache__", "mutants"}  # what is recorded of the original does not prove the copy
_CHECK = re.compile(r"grader check ex[0-9]{2}\b(?! --course)")
_SHARED = {"exercise.yml": "exercise.yml", "suite.py.j2": "test_{id}.py", "solution.sh": "solution.sh"}


@dataclass(frozen=True, slots=True)
class NewExercise:
    """What a new exercise is called."""

    id: str
    slug: str
    """The rest of its folder's name, such as `published_port`."""
    title: str

    @property
    def folder(self) -> str:
        """Its folder in the course."""
        return f"exercises/{self.id}_{self.slug}"


def named(course: Course, name: str, *, id_: str = "", title: str = "") -> NewExercise:
    """What an exercise of this name is called; without an ID, it gets the next free one.

    Raises:
        UsageError: The name or the ID is not valid, or is taken.
    """
    slug = name.strip().lower().replace("-", "_").replace(" ", "_")
    if not _SLUG.fullmatch(slug):
        raise UsageError(
            "“{name}” is not a name for a folder.",
            next_step="Use the letters a to z, digits and “_”, such as published_port. "
            "The title may be in any language: --title TEXT",
            name=name,
        )
    taken = {path.name[:4]: path for path in (course.root / "exercises").glob("ex[0-9][0-9]_*")}
    free = (one for one in (f"ex{number:02}" for number in range(1, 100)) if one not in taken)
    numbered = _NUMBERED.fullmatch(id_)
    chosen = f"ex{int(numbered[1]):02}" if numbered else id_ or next(free, "")
    if not _ID.fullmatch(chosen) or chosen in taken:
        raise UsageError(
            "“{id}” is not a free exercise ID.",
            next_step="Use ex and two digits that no folder in {folder} has.",
            id=chosen,
            folder=course.root / "exercises",
        )
    return NewExercise(chosen, slug, " ".join(title.split()) or slug.replace("_", " ").capitalize())


def new_exercise(course: Course, new: NewExercise) -> list[Path]:
    """Write an exercise from the template: its folder and its rubric.

    Raises:
        UsageError: A file exists, or cannot be written.
    """
    templates, number = Templates(course.languages), int(new.id[2:])

    def filled(source: str) -> str:  # each exercise occupies something else, so that all can be on one host
        own = {"container": f"web{number}", "port": 8080 + number, "zip": _zip(course)}
        return templates.fill(f"exercise/{source}", id=new.id, title=new.title, **own)

    files = {f"{new.folder}/{target.format(id=new.id)}": filled(source) for source, target in _SHARED.items()}
    for path in sorted((TEMPLATES / "exercise").glob("*/*.sh")):
        name = f"{path.parent.name}/{path.name}"
        files[f"{new.folder}/{name}"] = filled(name)
    for language in course.languages:
        known = language if (TEMPLATES / "exercise" / f"handout.{language}.md").is_file() else SOURCE
        files[f"{new.folder}/handout.{language}.md"] = filled(f"handout.{known}.md")
    files[f"rubrics/{new.id}.yml"] = filled("rubric.yml")
    return write_new(course.root, files)


def copied(course: Course, new: NewExercise, original: Exercise) -> list[Path]:
    """Write a copy of a built-in exercise under another ID, in the languages of this course.

    Raises:
        UsageError: A file exists, or cannot be written.
    """
    own = re.compile(rf"\b{original.id}\b|(?<=test_){original.id}\b")
    rubric = original.folder.parent.parent / "rubrics" / f"{original.id}.yml"
    files = {f"rubrics/{new.id}.yml": in_languages(own.sub(new.id, rubric.read_text("utf-8")), course.languages)}
    for path in sorted(original.folder.rglob("*")):
        relative = path.relative_to(original.folder)
        if not path.is_file() or _LEFT_OUT.intersection(relative.parts) or relative.match("handout.*.md"):
            continue
        text = own.sub(new.id, path.read_text("utf-8"))
        name = relative.as_posix().replace(original.id, new.id)
        files[f"{new.folder}/{name}"] = in_languages(text, course.languages) if name == "exercise.yml" else text
    for language in course.languages:
        handout = original.handout(language).read_text("utf-8")
        for_students = _CHECK.sub(rf"\g<0> --course {_zip(course)}", own.sub(new.id, handout))
        files[f"{new.folder}/handout.{language}.md"] = for_students
    return write_new(course.root, files)


def _zip(course: Course) -> str:
    """The file in which students get the course, quoted for a shell."""
    return shlex.quote(f"{course.root.name}.zip")
