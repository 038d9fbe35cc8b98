"""`grader prove`: runs the cases of exercises on disposable student hosts."""

from __future__ import annotations

from textwrap import indent
from typing import Annotated

import typer
from rich.console import Console

from grader.authoring.case import Outcome
from grader.authoring.prove import cases, prove
from grader.cli import options as opt
from grader.cli.output import show_left_out
from grader.course.pack import Course
from grader.errors import CourseError
from grader.i18n.languages import SOURCE
from grader.text.values import quantity


def command(
    exercise: opt.OptionalExercises = None,
    case: Annotated[
        list[str] | None, typer.Option("--case", metavar="NAME", help="Run only this case. Repeatable.")
    ] = None,
    suite: Annotated[
        str | None,
        typer.Option(
            "--suite",
            metavar="NAME",
            help="Debian release of the student hosts. Default: for each case, the oldest that has what it needs.",
        ),
    ] = None,
    engine: opt.LabEngine = "docker",
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, max=64, help="Hosts to run in parallel.")] = 2,
    patience: opt.Patience = 1.0,
    debug: opt.Debug = False,
    course: opt.CourseFolder = None,
) -> None:
    """Test exercises on disposable student hosts.

    A solution must earn full marks, an untouched host nothing, and each mistake must break the checks that it names.
    """
    pack = Course.at(course)
    exercises = pack.chosen(exercise or []) or pack.exercises()
    left_out = {} if exercise else pack.broken()
    show_left_out(left_out, SOURCE)
    chosen = [one for exercise_ in exercises for one in cases(exercise_, case or ())]
    console = Console(highlight=False)
    unexpected = elsewhere = 0
    for outcome in prove(pack, chosen, suite=suite, kind=engine, jobs=jobs, patience=patience, debug=debug):
        _show(outcome, console)
        unexpected += bool(outcome.unexpected)
        elsewhere += bool(outcome.unsupported)
    step = "leave out --suite and --engine" if suite or engine != "docker" else "no student host has such a Docker"
    unsupported = f" {elsewhere} cannot run here: {step}." if elsewhere else ""
    console.print(
        f"{quantity(len(chosen), 'case')}, {unexpected} with unexpected results.{unsupported}", soft_wrap=True
    )
    raise typer.Exit(CourseError.exit_code if left_out else 1 if unexpected else 0)


def _show(outcome: Outcome, console: Console) -> None:
    mark = "[red]✗ unexpected[/]" if outcome.unexpected else "[green]✓ as expected[/]"
    if outcome.unsupported:
        mark = "– not on this host"
    score = "–" if outcome.score is None else f"{outcome.score:g}"
    console.print(
        f"{mark}  {outcome.exercise}  {outcome.kind:9}  {outcome.name:28}  {score:>5}  "
        f"{outcome.seconds:5.1f} s  {outcome.suite}",
        soft_wrap=True,
    )
    for line in (*outcome.unexpected, *filter(None, [outcome.unsupported])):
        console.print(indent(line, "    "), markup=False, soft_wrap=True)
