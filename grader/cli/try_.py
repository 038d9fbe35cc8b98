"""`grader try`: one exercise on a host, and again after each save."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.console import Console

from grader.authoring.trying import Tryout
from grader.checking.isolated import preload
from grader.cli import options as opt
from grader.cli.other_course import note_other_course
from grader.cli.output import exit_code
from grader.course.pack import Course
from grader.errors import GraderError
from grader.hosts.address import HostOptions, url_of
from grader.i18n.error_translation import in_language
from grader.reports.student_report.tryout_text import render_tryout
from grader.text.values import quantity

_MOST_PROBLEMS = 3
"""How many problems that lint finds are shown after a run."""


def command(
    exercise: opt.ExerciseName,
    host: opt.HostUrl = "local:",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="ID", help="Run only this check and those that it depends on. Repeatable."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Run once, and do not wait for files to be saved.")] = False,
    param: opt.Param = None,
    debug: opt.Debug = False,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
    ssh_config: opt.SshConfig = None,
    ssh_option: opt.SshOption = None,
    account: opt.Account = "",
    patience: opt.Patience = 1.0,
) -> None:
    """Run an exercise on a host, and again after each save.

    Shows the verdict of every check, hidden ones included, with what it read on the host. Ctrl-C ends it.
    """
    note_other_course(course, lang)
    found = Course.at(course)
    tryout = Tryout(
        found.root,
        found.exercise_id(exercise),
        url_of(host),
        HostOptions(ssh_config, tuple(ssh_option or ())),
        opt.language(lang, found),
        account,
        patience,
        tuple(only or ()),
        tuple(param or ()),
    )
    console = Console(highlight=False)
    preload()
    if once:
        result = tryout.run()
        render_tryout(result, console, debug=debug)
        _show_problems(tryout, console)
        raise typer.Exit(exit_code([result]))
    saves = tryout.saves()
    while True:
        _run(tryout, console, debug=debug)
        console.print("Waiting for a save. To end: Ctrl-C", style="dim")
        next(saves)
        console.rule(time.strftime("%H:%M:%S"), style="dim")


def _run(tryout: Tryout, console: Console, *, debug: bool) -> None:
    """Run once; an error, such as one in a file that is being edited, is only shown."""
    try:
        render_tryout(tryout.run(), console, debug=debug)
        _show_problems(tryout, console)
    except GraderError as error:
        console.print(in_language(error.message, tryout.language), style="red", markup=False, soft_wrap=True)


def _show_problems(tryout: Tryout, console: Console) -> None:
    """Show the first problems that lint finds."""
    problems = tryout.problems()
    for problem in problems[:_MOST_PROBLEMS]:
        console.print(f"lint: {problem}", style="yellow", markup=False, soft_wrap=True)
    if len(problems) > _MOST_PROBLEMS:
        console.print(f"lint: {quantity(len(problems), 'problem')} in all", style="yellow")
