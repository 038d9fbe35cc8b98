"""A course pack: a folder with `exercises/`, `rubrics/` and `reports/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.course.builtin import builtin_course
from grader.course.exercise import Exercise, ExerciseFile, Mistake
from grader.course.files import load, text_of
from grader.course.rubric import Messages, Rubric
from grader.errors import CourseError, UsageError

_HEADER = re.compile(r"^#\s*breaks:\s*(.*)$", re.MULTILINE)
_BROKEN = re.compile(r"([a-z0-9-]+)(?:\s+\((failed|partial|blocked)\))?")


@dataclass(frozen=True)
class Course:
    """The course in one folder. Files are read when they are asked for."""

    root: Path

    @classmethod
    def at(cls, root: Path | None) -> Course:
        """The course in this folder, or the built-in one.

        Raises:
            UsageError: the folder is no course.
        """
        course = cls(root.resolve() if root else builtin_course())
        if not (course.root / "exercises").is_dir():
            raise UsageError(
                f"{course.root} is no course: it has no folder “exercises”.",
                next_step="Give the folder that holds exercises/ and rubrics/ with --course.",
            )
        return course

    @cached_property
    def folders(self) -> dict[str, Path]:
        """Exercise id to folder, in order."""
        found = {p.name[:4]: p for p in sorted((self.root / "exercises").glob("ex[0-9][0-9]_*")) if p.is_dir()}
        if not found:
            raise UsageError(
                f"{self.root / 'exercises'} holds no exercise.",
                next_step="An exercise is a folder such as ex01_install_docker.",
            )
        return found

    def exercise(self, name: str) -> Exercise:
        """One exercise by its id, or by its folder's name, in capitals or not.

        Raises:
            UsageError: there is no such exercise.
            CourseError: its file is wrong.
        """
        key = name[:4].lower() if re.fullmatch(r"(?i)ex\d\d(_\w+)?", name) else name
        if key not in self.folders:
            raise UsageError(
                f"There is no exercise “{name}”.", next_step=f"There is {', '.join(self.folders)}. See: grader list."
            )
        folder = self.folders[key]
        file = load(folder / "exercise.yml", ExerciseFile)
        if file.id != key:
            raise CourseError(
                f"{folder / 'exercise.yml'}: id is {file.id}, but the folder says {key}.",
                next_step="Make the two agree.",
            )
        return Exercise(file, folder)

    def exercises(self) -> list[Exercise]:
        """All exercises, in order."""
        return [self.exercise(key) for key in self.folders]

    def rubric(self, exercise: str) -> Rubric:
        """The rubric of an exercise.

        Raises:
            CourseError: it is missing or wrong.
        """
        path = self.root / "rubrics" / f"{exercise}.yml"
        rubric = load(path, Rubric)
        if rubric.exercise != exercise:
            raise CourseError(
                f"{path}: it says it is for {rubric.exercise}.", next_step=f"Write: exercise: {exercise}."
            )
        return rubric

    @property
    def templates(self) -> Path | None:
        """The course's own report templates, where it has some."""
        own = self.root / "reports"
        return own if own.is_dir() else None

    @cached_property
    def messages(self) -> Messages:
        """The sentences that rubrics share."""
        path = self.root / "rubrics" / "messages.yml"
        return load(path, Messages) if path.exists() else Messages(says={})


def mistakes(exercise: Exercise) -> list[Mistake]:
    """The exercise's typical mistakes, each a script whose header says `# breaks: check, check (blocked)`.

    Raises:
        CourseError: a script does not say what it breaks.
    """
    found = []
    for script in sorted((exercise.folder / "mistakes").glob("*.sh")):
        header = _HEADER.search(text_of(script))
        if header is None:
            raise CourseError(
                f"{script}: it does not say what it breaks.",
                next_step="Add a line such as “# breaks: bind-mounted, file-visible (blocked)”.",
            )
        words = [word.strip() for word in header.group(1).split(",") if word.strip()]
        pairs = [_BROKEN.fullmatch(word) for word in words]
        if not pairs or None in pairs:
            raise CourseError(
                f"{script}: “{header.group().strip()}” cannot be understood.",
                next_step="List check ids, each with (partial) or (blocked) where it is not (failed).",
            )
        found.append(Mistake(script.stem, script, {p[1]: p[2] or "failed" for p in pairs if p}))
    return found
