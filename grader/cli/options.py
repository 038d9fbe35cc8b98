"""The options that commands share."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.class_file import only_class_file
from grader.i18n.languages import Language, of_environment


class Format(StrEnum):
    """How results are written."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    HTML = "html"
    GITHUB = "github"


class Plain(StrEnum):
    """How what is on record is written."""

    TEXT = "text"
    JSON = "json"


class Dialect(StrEnum):
    """Who is to read the JUnit file."""

    UNIVERSAL = "universal"
    CODEGRADE = "codegrade"
    ANT = "ant"


ExerciseName = Annotated[str, typer.Argument(metavar="EXERCISE", help="Such as ex05; see: grader list.")]
CourseFolder = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help="A course of your own, with exercises/ and rubrics/.")
]
LangOption = Annotated[Language | None, typer.Option("--lang", help="Language; by default your locale's.")]
HostUrl = Annotated[
    str, typer.Option("--host", metavar="URL", help="local:, [ssh://]user@host:port, docker://NAME or evidence:FILE.")
]
SshConfig = Annotated[
    Path | None, typer.Option("--ssh-config", metavar="FILE", help="An ssh configuration other than your own.")
]
SshOption = Annotated[
    list[str] | None,
    typer.Option("--ssh-option", metavar="KEY=VALUE", help="A further option for ssh, as after ssh -o."),
]
Account = Annotated[
    str,
    typer.Option("--account", metavar="USER", help="Whose work is graded; by default who logs in (for root: student)."),
]
Patience = Annotated[
    float, typer.Option("--patience", min=0.1, max=100.0, help="Multiplies every time limit, for slow hosts.")
]
Param = Annotated[
    list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help="Another parameter (may be repeated).")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to write the result.")]
PlainOption = Annotated[Plain, typer.Option("--format", help="How to write it.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there instead of here.")]
ClassFile = Annotated[
    Path,
    typer.Argument(
        metavar="CLASS.yml",
        help="The class file.",
        default_factory=only_class_file,
        show_default="the only one here",
    ),
]
Results = Annotated[
    Path | None, typer.Option("--results", metavar="DIR", help="Where results are, if grading had an --output.")
]
JunitDialect = Annotated[Dialect, typer.Option("--junit-dialect", help="Who is to read the JUnit file.")]


def language(choice: Language | None) -> Language:
    """The language asked for, else the locale's."""
    return of_environment(os.environ) if choice is None else choice
