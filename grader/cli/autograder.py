"""`grader autograder`: autograders for platforms that students upload their evidence to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.autograders.platform import Platform
from grader.classroom.assignment import assignments
from grader.cli import options as opt
from grader.cli.help import CommandWithArguments, examples
from grader.cli.output import write

command = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Build and run autograders of platforms.")

PlatformName = Annotated[Platform, typer.Argument(metavar="PLATFORM", help=f"One of: {', '.join(Platform)}.")]


@command.callback()
def autograder() -> None:
    """Build and run autograders of platforms."""


@command.command(cls=CommandWithArguments, epilog=examples("autograder build"))
def build(
    platform: PlatformName,
    exercise: opt.ExerciseName,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Write the zip to FILE.")] = Path(
        "autograder.zip"
    ),
    course: opt.CourseFolder = None,
    param: opt.Param = None,
    lang: opt.LangOption = None,
) -> None:
    """Build an autograder that grades uploaded evidence, to be uploaded to the platform."""
    from grader.autograders.package import packed  # noqa: PLC0415

    [given] = assignments([exercise], course=course, params=param or ())
    write(packed(platform, given, opt.language(lang, given.course)), output)


@command.command(cls=CommandWithArguments, epilog=examples("autograder run"))
def run(
    platform: PlatformName,
    exercise: opt.ExerciseName,
    submission: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder with the files of one submission.")],
    output: opt.Output = None,
    course: opt.CourseFolder = None,
    param: opt.Param = None,
    lang: opt.LangOption = None,
) -> None:
    """Grade the evidence of one submission and write the platform's results."""
    from grader.autograders.running import results_of  # noqa: PLC0415

    [given] = assignments([exercise], course=course, params=param or ())
    write(results_of(platform, given, submission, opt.language(lang, given.course)).encode(), output)
