"""The sample class: its students, and the script that each of them ran for each exercise."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from grader.course.exercise import Exercise
from grader.course.files import load
from grader.errors import CourseError

_FOLDER = Path(__file__).parent


class SampleStudent(BaseModel):
    """An invented student.

    `work` names the script that was run on the host for each exercise: `solution`, the name of a mistake, or `nothing`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+$")
    name: str
    work: dict[str, str]


class SampleClass(BaseModel):
    """The keys of class.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    students: list[SampleStudent]


def sample_class() -> SampleClass:
    """The class that ships with the grader."""
    return load(_FOLDER / "class.yml", SampleClass)


def evidence(student: SampleStudent, exercise: str) -> Path:
    """The path of a student's recorded evidence of an exercise."""
    return _FOLDER / "evidence" / student.id / f"{exercise}.gz"


def script(exercise: Exercise, work: str) -> Path | None:
    """The script that `work` names; None if it is `nothing`.

    Raises:
        CourseError: there is no such script.
    """
    if work == "nothing":
        return None
    path = exercise.solution if work == "solution" else exercise.folder / "mistakes" / f"{work}.sh"
    if not path.is_file():
        raise CourseError(
            f"The sample class names {work}, but {exercise.id} has no such mistake.",
            next_step=f"See {exercise.folder / 'mistakes'}.",
        )
    return path
