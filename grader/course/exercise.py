"""An exercise: its folder and its description, `exercises/exNN_slug/exercise.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from grader.course.parameter_types import Declaration, Parameter
from grader.course.rubric import ExerciseId, Text
from grader.i18n.languages import LANGUAGES, Language
from grader.message import Message
from grader.text.validation import word


def _written(value: object) -> object:
    """A port as text: YAML reads 80 as a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Port = Annotated[
    str, BeforeValidator(_written), word(r"[0-9]{1,5}|\{\w+\}", Message("a port such as 80, or a parameter in braces"))
]


class Lab(BaseModel):
    """What a disposable student host for this exercise starts with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: bool = True
    """Whether Docker is installed and running."""
    images: list[str] = []
    """The images that are there: from this machine, or else pulled."""


class ExerciseFile(BaseModel):
    """The keys of exercise.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: ExerciseId
    """ex and two digits, as in the names of the folder, the suite and the rubric."""
    title: Text
    """The title that students read: a text."""
    seconds: float = Field(default=120, gt=0, le=3600)
    """The time limit for all checks together, in seconds."""
    check_seconds: float = Field(default=20, gt=0, le=3600)
    """The time limit for one check, in seconds, unless the check has its own."""
    declarations: dict[str, Declaration] = Field(default={}, alias="params")
    """Names, paths and numbers that checks, rubric and handouts share: their types, or just their default values."""
    ports: list[Port] = []
    """The host's ports that a solution occupies; `{name}` is the value of a parameter, here and in the next two."""
    containers: list[str] = []
    """The names of the containers that a solution leaves behind."""
    volumes: list[str] = []
    """The names of the volumes that a solution leaves behind."""
    lab: Lab = Lab()
    """What a disposable student host starts with."""

    @cached_property
    def params(self) -> dict[str, JsonValue]:
        """The exercise's own value of each parameter."""
        return {name: one.default if isinstance(one, Parameter) else one for name, one in self.declarations.items()}

    def parameter(self, name: str) -> Parameter | None:
        """The declaration of a parameter; None if it has no type, or does not exist."""
        declared = self.declarations.get(name)
        return declared if isinstance(declared, Parameter) else None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A typical wrong solution and the checks that it must break."""

    name: str
    script: Path
    breaks: dict[str, str]
    """The status that each check must get, by check id: failed, partial or blocked."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: its description, its folder and the files there."""

    file: ExerciseFile
    folder: Path
    languages: tuple[Language, ...] = tuple(LANGUAGES)
    """The languages of the course."""

    @property
    def id(self) -> str:
        return self.file.id

    @property
    def suite(self) -> Path:
        """The pytest file with the checks."""
        return self.folder / f"test_{self.id}.py"

    @property
    def declared(self) -> Path:
        """The file with the checks that need no Python."""
        return self.folder / "checks.yml"

    @property
    def suites(self) -> list[Path]:
        """The files with checks, in the order in which they run. An exercise has one of them, or both."""
        found = [path for path in (self.declared, self.suite) if path.is_file()]
        return found or [self.suite]

    @property
    def solution(self) -> Path:
        return self.folder / "solution.sh"

    def handout(self, language: Language) -> Path:
        """The task in this language, as Markdown; if there is none, in the first of the course that has one."""
        named = [self.handout_in(one) for one in dict.fromkeys([language, *self.languages])]
        return next((path for path in named if path.is_file()), self.handout_in(self.languages[0]))

    def handout_in(self, language: Language) -> Path:
        """The file for the task in this language, which may be missing."""
        return self.folder / f"handout.{language}.md"
