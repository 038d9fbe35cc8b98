"""`grader autograder`: autograders for platforms that students upload their evidence to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.autograders.platform import Platform
from grader.classroom.assignment import Assignment, assignments, params_given
from grader.cli import options as opt
from grader.cli.help import CommandWithArguments, examples
from grader.cli.other_course import note_other_course
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
    class_file: Annotated[
        Path | None,
        typer.Option("--class", metavar="FILE", help="Class whose students submit, each with own parameter values."),
    ] = None,
    course: opt.CourseFolder = None,
    param: opt.Param = None,
    lang: opt.LangOption = None,
) -> None:
    """Build an autograder that grades uploaded evidence, to be uploaded to the platform."""
    from grader.autograders.members import Members  # noqa: PLC0415
    from grader.autograders.package import packed  # noqa: PLC0415
    from grader.classroom.class_reader import read_class  # noqa: PLC0415

    members = None
    if class_file is None:
        note_other_course(course, lang)
        [given] = assignments([exercise], course=course, params=param or ())
    else:
        class_ = read_class(class_file, visits=False)
        found = class_.course(course)
        [chosen] = found.chosen([exercise])
        given = Assignment(found, chosen, params_given(param or (), [chosen]))
        members = Members.of(class_, chosen)
    write(packed(platform, given, opt.language(lang, given.course), members), output)


@command.command(cls=CommandWithArguments, epilog=examples("autograder run"))
def run(
    platform: PlatformName,
    exercise: opt.ExerciseName,
    submission: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder with the files of one submission.")],
    output: opt.Output = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="FILE", help="The students.json of the autograder's zip.")
    ] = None,
    metadata: Annotated[
        Path | None, typer.Option("--metadata", metavar="FILE", help="Gradescope's submission_metadata.json.")
    ] = None,
    course: opt.CourseFolder = None,
    param: opt.Param = None,
    lang: opt.LangOption = None,
) -> None:
    """Grade the evidence of one submission and write the platform's results."""
    from grader.autograders.members import Members, addresses_in  # noqa: PLC0415
    from grader.autograders.running import results_of  # noqa: PLC0415

    [given] = assignments([exercise], course=course, params=param or ())
    results = results_of(
        platform,
        given,
        submission,
        opt.language(lang, given.course),
        members=Members.read(roster) if roster else None,
        addresses=addresses_in(metadata) if metadata else (),
    )
    write(results.encode(), output)
