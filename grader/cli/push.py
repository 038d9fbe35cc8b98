"""`grader push`: sends the scores of a class to a learning platform."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grader.classroom.class_context import ClassContext, open_class
from grader.classroom.class_reader import read_class
from grader.classroom.exporting import class_grades
from grader.classroom.platforms import Platforms
from grader.cli import options as opt
from grader.cli.delivery import DryRun, deliver, platform_of
from grader.cli.help import CommandWithArguments, examples
from grader.delivery.pushing import Push
from grader.delivery.retry import RetryPolicy
from grader.delivery.secret import read_secret
from grader.i18n.languages import Language

command = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Send scores to a learning platform.")


class PublicKey(StrEnum):
    """The forms of the public key."""

    PEM = "pem"
    JWKS = "jwks"


@command.callback()
def push() -> None:
    """Send scores to a learning platform."""


@command.command(cls=CommandWithArguments, epilog=examples("push lti"))
def lti(
    class_file: opt.ClassFile,
    exercise: opt.OnlyExercises = None,
    student: opt.OnlyStudents = None,
    dry_run: DryRun = False,
    public_key: Annotated[
        PublicKey | None,
        typer.Option("--public-key", help="Print the public key of platforms.lti.key for the platform; send nothing."),
    ] = None,
    format_: opt.RecordFormatOption = opt.RecordFormat.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Send scores by LTI 1.3. What the platform has already is not sent again."""
    from grader.delivery.lti.push import LtiPush  # noqa: PLC0415
    from grader.delivery.lti.token import ToolKey  # noqa: PLC0415

    if public_key is not None:
        class_ = read_class(class_file, visits=False)
        platform = platform_of(class_.file.platforms.lti, "lti", class_file)
        key = ToolKey.read(class_file.parent / platform.key)
        keys = json.dumps(key.public_set(platform.key_id), indent=2) + "\n"
        typer.echo(key.public_pem() if public_key is PublicKey.PEM else keys, nl=False)
        return

    def prepared(context: ClassContext) -> Push:
        platform = platform_of(_of(context).lti, "lti", class_file)
        return LtiPush.to(platform, context.class_.path.parent, RetryPolicy())

    _push("lti", prepared, class_file, exercise, student, dry_run, format_, results, course, lang)


@command.command(cls=CommandWithArguments, epilog=examples("push moodle"))
def moodle(
    class_file: opt.ClassFile,
    exercise: opt.OnlyExercises = None,
    student: opt.OnlyStudents = None,
    dry_run: DryRun = False,
    format_: opt.RecordFormatOption = opt.RecordFormat.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Send scores and feedback to Moodle by its web services. What is there already is not sent again."""
    from grader.delivery.moodle import MoodlePush  # noqa: PLC0415

    def prepared(context: ClassContext) -> Push:
        platform = platform_of(_of(context).moodle, "moodle", class_file)
        token = read_secret(platform.token, context.class_.path.parent, "platforms.moodle.token")
        return MoodlePush.to(platform, token, RetryPolicy())

    _push("moodle", prepared, class_file, exercise, student, dry_run, format_, results, course, lang)


@command.command(cls=CommandWithArguments, epilog=examples("push canvas"))
def canvas(
    class_file: opt.ClassFile,
    exercise: opt.OnlyExercises = None,
    student: opt.OnlyStudents = None,
    dry_run: DryRun = False,
    format_: opt.RecordFormatOption = opt.RecordFormat.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Send scores, rubric points and feedback to Canvas. What is there already is not sent again."""
    from grader.delivery.canvas import CanvasPush  # noqa: PLC0415

    def prepared(context: ClassContext) -> Push:
        platform = platform_of(_of(context).canvas, "canvas", class_file)
        token = read_secret(platform.token, context.class_.path.parent, "platforms.canvas.token")
        return CanvasPush.to(platform, token, RetryPolicy())

    _push("canvas", prepared, class_file, exercise, student, dry_run, format_, results, course, lang)


@command.command(cls=CommandWithArguments, epilog=examples("push log"))
def log(
    class_file: opt.ClassFile,
    student: opt.OnlyStudents = None,
    format_: opt.RecordFormatOption = opt.RecordFormat.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Show what was sent to whom and answered.

    Lists the messages of `grader mail` as well.
    """
    from rich.console import Console  # noqa: PLC0415

    from grader.delivery.log import deliveries_of, log_json, show_log  # noqa: PLC0415

    with open_class(class_file, results, course, lang) as context:
        entries = deliveries_of(context.run, [one.id for one in context.students(student)])
        if format_ is opt.RecordFormat.JSON:
            typer.echo(log_json(entries), nl=False)
            return
        local = context.class_.local
        show_log(entries, Console(highlight=False), context.language, lambda when: f"{local(when):%Y-%m-%d %H:%M}")


def _of(context: ClassContext) -> Platforms:
    return context.class_.file.platforms


def _push(
    service: str,
    prepared: Callable[[ClassContext], Push],
    class_file: Path,
    exercise: list[str] | None,
    student: list[str] | None,
    dry_run: bool,
    format_: opt.RecordFormat,
    results: Path | None,
    course: Path | None,
    lang: Language | None,
) -> None:
    with open_class(class_file, results, course, lang) as context:
        push_ = prepared(context)
        exercises = context.exercises(exercise)
        grades = class_grades(context, exercises, context.students(student))
        deliver(context, grades, push_, service, format_, dry_run=dry_run)
