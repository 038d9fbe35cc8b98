"""The arguments and options that commands share."""

from __future__ import annotations

import contextlib
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.class_file import only_class_file
from grader.cli.help import COMPLETE
from grader.errors import GraderError, UsageError
from grader.i18n.languages import LANGUAGES, Language, chosen
from grader.reports.formats import ResultFormat

if TYPE_CHECKING:
    from grader.course.pack import Course


def _class_file() -> Path:
    """The only class file here. A command line that a shell completes may name it later."""
    try:
        return only_class_file()
    except UsageError:
        if COMPLETE in os.environ:
            return Path("class.yml")
        raise


class RecordFormat(StrEnum):
    """The formats of what is on record."""

    TEXT = "text"
    JSON = "json"


class JunitDialect(StrEnum):
    """Who is to read the JUnit file."""

    UNIVERSAL = "universal"
    CODEGRADE = "codegrade"
    ANT = "ant"
    SUREFIRE = "surefire"


def _exercises(context: typer.Context, incomplete: str) -> list[str]:
    """The exercises that a shell may complete a word to."""
    from grader.course.pack import Course  # noqa: PLC0415

    with contextlib.suppress(GraderError):
        return [name for name in Course.at(context.params.get("course")).folders if name.startswith(incomplete)]
    return []


_EXERCISE_HELP = "Exercise, such as ex05 or 5. To list them, run: grader list"

ExerciseName = Annotated[str, typer.Argument(metavar="EXERCISE", help=_EXERCISE_HELP, autocompletion=_exercises)]
ExerciseNames = Annotated[list[str], typer.Argument(metavar="EXERCISE", help=_EXERCISE_HELP, autocompletion=_exercises)]
SomeExercises = Annotated[
    list[str] | None, typer.Argument(metavar="EXERCISE", help=_EXERCISE_HELP, autocompletion=_exercises)
]
OptionalExercises = Annotated[
    list[str] | None,
    typer.Argument(metavar="EXERCISE", help="Exercises. Default: all exercises.", autocompletion=_exercises),
]
CourseFolder = Annotated[
    Path | None,
    typer.Option("--course", metavar="DIR", help="Use the course in DIR (exercises/ and rubrics/), or in a zip."),
]
LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="CODE",
        help="Output language: en, ko or another one of the course. Default: that of your locale.",
        autocompletion=lambda: list(LANGUAGES),
    ),
]
HostUrl = Annotated[
    str,
    typer.Option(
        "--host",
        metavar="URL",
        help="Host to check: local:, [ssh://]user@host:port, docker://NAME, lab://NAME or evidence:FILE.",
    ),
]
SshConfig = Annotated[
    Path | None, typer.Option("--ssh-config", metavar="FILE", help="Use FILE instead of your own SSH configuration.")
]
SshOption = Annotated[
    list[str] | None,
    typer.Option("--ssh-option", metavar="KEY=VALUE", help="Pass an option to ssh, as with ssh -o. Repeatable."),
]
Account = Annotated[
    str,
    typer.Option(
        "--account",
        metavar="USER",
        help="Account whose work is checked. Default: the login account; for root, student if it exists.",
    ),
]
Debug = Annotated[
    bool,
    typer.Option("--debug", help="Of each error in a check, show the source line, what was asked, and the traceback."),
]

Patience = Annotated[
    float,
    typer.Option("--patience", metavar="FACTOR", min=0.1, max=100.0, help="Multiply every time limit by this factor."),
]
LabEngine = Annotated[
    str,
    typer.Option(
        "--engine", metavar="NAME", help="Engine of the student hosts: docker, containerd, podman or podman-rootless."
    ),
]
Param = Annotated[
    list[str] | None,
    typer.Option("--param", metavar="NAME=VALUE", help="Set a parameter of the exercise. Repeatable."),
]
FormatOption = Annotated[
    ResultFormat,
    typer.Option("--format", metavar="FORMAT", help=f"Output format: {', '.join(ResultFormat)}."),
]
RecordFormatOption = Annotated[RecordFormat, typer.Option("--format", help="Output format.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE instead of standard output.")
]
ClassFile = Annotated[
    Path,
    typer.Argument(
        metavar="CLASS.yml",
        help="Class file.",
        default_factory=_class_file,
        show_default="the only one in this folder",
    ),
]
StudentClass = Annotated[
    Path | None,
    typer.Option("--class", metavar="FILE", help="Class file with the student's parameters. Requires --student."),
]
ClassStudent = Annotated[
    str, typer.Option("--student", metavar="ID", help="Student whose parameters apply. Requires --class.")
]
OnlyStudents = Annotated[
    list[str] | None, typer.Option("--student", metavar="ID", help="Include only this student. Repeatable.")
]
OnlyExercises = Annotated[
    list[str] | None,
    typer.Option(
        "--exercise", metavar="EXERCISE", help="Include only this exercise. Repeatable.", autocompletion=_exercises
    ),
]
Results = Annotated[
    Path | None,
    typer.Option("--results", metavar="DIR", help="Results folder. Default: results/ next to the class file."),
]
Pseudonymous = Annotated[
    bool,
    typer.Option("--pseudonymous", help="Replace names, IDs, addresses and hosts by pseudonyms in the reports."),
]
KeyFolder = Annotated[
    Path | None,
    typer.Option(
        "--key-folder",
        metavar="DIR",
        help="Folder with the pseudonym key, pseudonyms.csv. Default: pseudonyms/ next to the class file.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")]
JunitDialectOption = Annotated[JunitDialect, typer.Option("--junit-dialect", help="JUnit dialect.")]


def language(choice: Language | None, course: Course | None = None) -> Language:
    """The chosen language, else the locale's, among those of the course and of the grader.

    Raises:
        UsageError: Neither has the chosen language.
    """
    return chosen(choice, os.environ, course.languages if course else ())
