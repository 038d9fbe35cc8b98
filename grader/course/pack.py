"""A course: a folder with `course.yml`, `exercises/`, `rubrics/` and perhaps `reports/`, its own report templates."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from grader.course.builtin import builtin_course, course_command
from grader.course.bundle import unbundled
from grader.course.course_file import CourseFile
from grader.course.exercise import Exercise, ExerciseFile, Mistake
from grader.course.files import load, text_of
from grader.course.rubric import Messages, Rubric, context_of
from grader.errors import CourseError, UsageError
from grader.i18n.languages import Language
from grader.message import Message
from grader.text.suggestions import did_you_mean_one_of, nearest

Model = TypeVar("Model", bound=BaseModel)
_HEADER = re.compile(r"^#\s*breaks:\s*(.*)$", re.MULTILINE)
_NAME = re.compile(r"(?:ex)?([0-9]{1,2})(?:_\w+)?", re.ASCII | re.IGNORECASE)
_BROKEN = re.compile(r"([a-z0-9-]+)(?:\s+\((failed|partial|blocked)\))?")


@dataclass(frozen=True)
class Course:
    """The course in one folder. Files are read when they are needed."""

    root: Path
    zip: Path | None = None
    """The file from which it was unpacked."""

    @classmethod
    def at(cls, root: Path | None) -> Course:
        """The course in this folder or zip file, or the built-in one.

        Raises:
            UsageError: It does not exist, or it is not a course: it has no `exercises/`.
            GraderError: The file cannot be unpacked.
        """
        folder = root.resolve() if root else builtin_course()
        if not folder.exists():
            raise UsageError(
                Message("There is no course {path}.", path=folder),
                next_step=Message("With --course, give the path of a course: its folder, or its zip."),
            )
        course = cls(unbundled(folder), folder) if folder.is_file() else cls(folder)
        if not (course.root / "exercises").is_dir():
            raise UsageError(
                "{path} is not a course: it has no folder “exercises”.",
                next_step="With --course, give the folder that contains exercises/ and rubrics/.",
                path=course.root,
            )
        return course

    @cached_property
    def file(self) -> CourseFile:
        """The course's own file, course.yml; what it sets by default if there is none.

        Raises:
            CourseError: The file is wrong.
        """
        path = self.root / "course.yml"
        return load(path, CourseFile) if path.exists() else CourseFile()

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the course's texts. What is missing in one of them is shown in the first."""
        return self.file.languages

    @cached_property
    def folders(self) -> dict[str, Path]:
        """The folder of each exercise by its id, in order.

        Raises:
            UsageError: The course has no exercise.
        """
        found = {p.name[:4]: p for p in sorted((self.root / "exercises").glob("ex[0-9][0-9]_*")) if p.is_dir()}
        if not found:
            raise UsageError(
                "{path} contains no exercise.",
                next_step="Add one: {command}. The name of its folder must begin with ex, two digits and “_”.",
                path=self.root / "exercises",
                command=f"grader new exercise published_port --course {shlex.quote(str(self.root))}",
            )
        return found

    def exercise_id(self, name: str) -> str:
        """The ID of the exercise that a user calls `ex05`, `ex5`, `05`, `5` or by its folder, in upper or lower case.

        Raises:
            UsageError: There is no such exercise.
        """
        numbered = _NAME.fullmatch(name)
        key = f"ex{int(numbered[1]):02}" if numbered else name
        if key in self.folders:
            return key
        named = {**{key: key for key in self.folders}, **{path.name: key for key, path in self.folders.items()}}
        near = dict.fromkeys(named[one] for one in nearest(name, named))
        raise UsageError(
            Message("There is no exercise “{name}”.", name=name),
            next_step=Message(
                "{meant} To list the exercises, run: {command}",
                meant=did_you_mean_one_of(
                    near, otherwise=Message("Choose one of {known}.", known=", ".join(self.folders))
                ),
                command=self.list_command,
            ),
        )

    @property
    def list_command(self) -> str:
        """The shell command that lists the exercises of this course."""
        return course_command(self.zip or self.root, "list")

    def exercise(self, name: str) -> Exercise:
        """One exercise by any name that `exercise_id` understands.

        Raises:
            UsageError: There is no such exercise.
            CourseError: Its exercise.yml is missing or wrong, or another folder has the same ID.
        """
        key = self.exercise_id(name)
        folder = self.folders[key]
        others = [path for path in folder.parent.glob(f"{key}_*") if path.is_dir() and path != folder]
        if others:
            raise CourseError(
                "{path} and {other} are folders of {id}.",
                next_step="Give one of them another ID, in all its files, or take it away.",
                path=folder,
                other=min(others).name,
                id=key,
            )
        file = self._load(folder / "exercise.yml", ExerciseFile)
        if file.id != key:
            raise CourseError(
                "{path}: the ID is {id}, but the folder is named {key}.",
                next_step="Use the same ID in both.",
                path=folder / "exercise.yml",
                id=file.id,
                key=key,
            )
        return Exercise(file, folder, self.languages)

    def chosen(self, names: Iterable[str]) -> list[Exercise]:
        """The exercises with these names, each once.

        Raises:
            UsageError: There is no such exercise.
        """
        return [self.exercise(one) for one in dict.fromkeys(map(self.exercise_id, names))]

    def exercises(self, names: Iterable[str] | None = None) -> list[Exercise]:
        """Those of these exercises whose exercise.yml and rubric are right; by default of all, in order.

        Raises:
            UsageError: There is no such exercise.
            CourseError: None of them is right.
        """
        names = list(self.folders if names is None else names)
        broken = self.broken(names)
        found = [self.exercise(name) for name in names if name not in broken]
        if broken and not found:
            raise next(iter(broken.values()))
        return found

    def broken(self, names: Iterable[str] | None = None) -> dict[str, CourseError]:
        """What is wrong with the exercise.yml or the rubric of these exercises, by name; by default of all.

        Raises:
            UsageError: There is no such exercise, or course.yml is wrong.
        """
        found, _ = {}, self.file
        for name in self.folders if names is None else names:
            try:
                self.rubric(self.exercise(name).id)
            except CourseError as error:
                found[name] = error
        return found

    def rubric(self, exercise: str) -> Rubric:
        """The rubric of an exercise.

        Raises:
            CourseError: The rubric is missing or wrong.
        """
        path = self.root / "rubrics" / f"{exercise}.yml"
        rubric = self._load(path, Rubric)
        if rubric.exercise != exercise:
            raise CourseError(
                "{path}: the rubric is for {other}, not for {exercise}.",
                next_step="Write this line: exercise: {exercise}",
                path=path,
                other=rubric.exercise,
                exercise=exercise,
            )
        return rubric

    @property
    def templates(self) -> Path | None:
        """The course's own report templates; None if it has none."""
        own = self.root / "reports"
        return own if own.is_dir() else None

    @cached_property
    def messages(self) -> Messages:
        """The sentences that rubrics share: the course's own, above those of the built-in course.

        Raises:
            CourseError: The file is wrong.
        """
        own = self.own_messages
        return own if self.root == builtin_course() else self._messages(builtin_course()).below(own)

    @cached_property
    def own_messages(self) -> Messages:
        """The sentences in the course's own rubrics/messages.yml.

        Raises:
            CourseError: The file is wrong.
        """
        return self._messages(self.root)

    def _messages(self, root: Path) -> Messages:
        path = root / "rubrics" / "messages.yml"
        return self._load(path, Messages) if path.exists() else Messages()

    def _load(self, path: Path, model: type[Model]) -> Model:
        return load(path, model, context=context_of(self.languages))


def mistakes(exercise: Exercise) -> list[Mistake]:
    """The exercise's typical mistakes: scripts with a line such as `# breaks: check, check (blocked)`.

    Raises:
        CourseError: A script has no such line, or it is malformed.
    """
    found = []
    for script in sorted((exercise.folder / "mistakes").glob("*.sh")):
        header = _HEADER.search(text_of(script))
        if header is None:
            raise CourseError(
                "{path}: it does not state which checks it breaks.",
                next_step="Add a line such as “# breaks: bind-mounted, file-visible (blocked)”.",
                path=script,
            )
        words = [word.strip() for word in header.group(1).split(",") if word.strip()]
        pairs = [_BROKEN.fullmatch(word) for word in words]
        if not pairs or None in pairs:
            raise CourseError(
                "{path}: “{line}” is not valid.",
                next_step="List check IDs; add (partial) or (blocked) to those that do not fail.",
                path=script,
                line=header.group().strip(),
            )
        found.append(Mistake(script.stem, script, {p[1]: p[2] or "failed" for p in pairs if p}))
    return found
