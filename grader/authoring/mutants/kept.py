"""What mutants are made of: evidence of full marks, and the author's reasons why a value need not be judged."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from grader.course.exercise import Exercise
from grader.course.files import load
from grader.demo.sample import evidence, sample_class
from grader.evidence.file import peek

FOLDER = "mutants"
"""The folder in an exercise's folder that holds both."""

MANUAL = "docs/mutants.md"


class DeclaredSurvivors(BaseModel):
    """The keys of mutants/survivors.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    values: dict[str, str] = {}
    """Why a value need not be judged, by the value as the report names it; `*` stands for anything."""


def of_solution(exercise: Exercise) -> Path:
    """Where the evidence of the solution is kept."""
    return exercise.folder / FOLDER / "solution.gz"


def recordings(exercise: Exercise) -> list[Path]:
    """The kept evidence of an exercise: that of its solution and of other work that earned full marks.

    For the solution of a built-in exercise, this is the sample class. Evidence of another exercise, from which this one
    was copied, is left out. Empty if there is no evidence of the solution.
    """
    own = [path for path in sorted((exercise.folder / FOLDER).glob("*.gz")) if _is_of(path, exercise)]
    solutions = [path for path in own if path == of_solution(exercise)] or _of_sample(exercise)
    return [*solutions[:1], *(path for path in own if path not in solutions)] if solutions else []


def _is_of(path: Path, exercise: Exercise) -> bool:
    """Whether evidence is of this exercise; one that cannot be read is, so that it is reported."""
    manifest = peek(path)
    return manifest is None or manifest.exercise == exercise.id


def _of_sample(exercise: Exercise) -> list[Path]:
    from grader.course.builtin import builtin_course  # noqa: PLC0415

    if not exercise.folder.is_relative_to(builtin_course()):
        return []
    return [evidence(one, exercise.id) for one in sample_class().students if one.work.get(exercise.id) == "solution"]


def declared(exercise: Exercise) -> dict[str, str]:
    """The author's reasons, by the value.

    Raises:
        CourseError: the file is not valid.
    """
    path = exercise.folder / FOLDER / "survivors.yml"
    return load(path, DeclaredSurvivors, manual=MANUAL).values if path.is_file() else {}
