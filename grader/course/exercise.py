"""An exercise as its author describes it, `exercises/exNN_slug/exercise.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from grader.course.rubric import Text
from grader.i18n.languages import Language


class Lab(BaseModel):
    """What a disposable student host for this exercise starts with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: bool = True
    images: list[str] = []


class ExerciseFile(BaseModel):
    """The keys of exercise.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^ex\d{2}$")
    title: Text
    seconds: float = Field(default=120, gt=0, le=3600)
    """The deadline for all checks together."""
    check_seconds: float = Field(default=20, gt=0, le=3600)
    """The deadline for one check, unless the check names its own."""
    params: dict[str, JsonValue] = {}
    """Names, paths and numbers that handout and checks share."""
    lab: Lab = Lab()


@dataclass(frozen=True, slots=True)
class Mistake:
    """A typical wrong solution and the checks that it must break."""

    name: str
    script: Path
    breaks: dict[str, str]
    """Check id to the status it must get: failed, partial or blocked."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: its file, its folder, and what lies in it."""

    file: ExerciseFile
    folder: Path

    @property
    def id(self) -> str:
        return self.file.id

    @property
    def suite(self) -> Path:
        """The pytest file with the checks."""
        return self.folder / f"test_{self.id}.py"

    @property
    def solution(self) -> Path:
        return self.folder / "solution.sh"

    def handout(self, language: Language) -> Path:
        """The task in this language, as Markdown."""
        return self.folder / f"handout.{language}.md"
