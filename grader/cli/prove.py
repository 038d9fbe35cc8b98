"""`grader prove`: runs the cases of exercises on disposable student hosts, and tries mutants of their solutions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import indent
from typing import Annotated

import typer
from rich.console import Console

from grader.authoring.case import Case, Outcome
from grader.authoring.prove import cases, prove
from grader.cli import options as opt
from grader.cli.other_course import note_other_course
from grader.cli.output import show_left_out
from grader.course.exercise import Exercise
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
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants",
            help="Change what the checks read of a solution's kept evidence, one value at a time, and report what no "
            "check notices. No host is needed, unless evidence is missing or --case is given.",
        ),
    ] = False,
    patience: opt.Patience = 1.0,
    debug: opt.Debug = False,
    course: opt.CourseFolder = None,
) -> None:
    """Test exercises on disposable student hosts.

    A solution must earn full marks, an untouched host nothing, and each mistake must break the checks that it names.
    """
    note_other_course(course, SOURCE)
    pack = Course.at(course)
    exercises = pack.chosen(exercise or []) or pack.exercises()
    left_out = {} if exercise else pack.broken()
    show_left_out(left_out, SOURCE)
    console = Console(highlight=False)
    unexpected = False
    chosen = [one for each in exercises for one in cases(each, case or ())] if case or not mutants else []
    if mutants:
        chosen += [one for one in _missing(exercises) if one not in chosen]
    if chosen:
        outcomes = prove(
            pack, chosen, suite=suite, kind=engine, jobs=jobs, patience=patience, debug=debug, keep=mutants
        )
        step = "leave out --suite and --engine" if suite or engine != "docker" else "no student host has such a Docker"
        unexpected = _prove(outcomes, len(chosen), console, step=step)
    if mutants and not unexpected:
        unexpected = _try_mutants(exercises, console)
    raise typer.Exit(CourseError.exit_code if left_out else 1 if unexpected else 0)


def _prove(outcomes: Iterable[Outcome], count: int, console: Console, *, step: str) -> bool:
    """Show the outcomes of so many cases; whether one was unexpected. `step`: what to do if one cannot run."""
    unexpected = elsewhere = 0
    for outcome in outcomes:
        _show(outcome, console)
        unexpected += bool(outcome.unexpected)
        elsewhere += bool(outcome.unsupported)
    unsupported = f" {elsewhere} cannot run here: {step}." if elsewhere else ""
    console.print(f"{quantity(count, 'case')}, {unexpected} with unexpected results.{unsupported}", soft_wrap=True)
    return unexpected > 0


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


def _missing(exercises: Sequence[Exercise]) -> list[Case]:
    """The solutions of which no evidence is kept."""
    from grader.authoring.mutants.kept import recordings  # noqa: PLC0415  only for --mutants

    return [one for each in exercises if not recordings(each) for one in cases(each, ["solution"])]


def _try_mutants(exercises: Sequence[Exercise], console: Console) -> bool:
    """Try all mutants; whether a check passes whatever is changed, or a declaration is of no use."""
    from grader.authoring.mutants import report  # noqa: PLC0415  only for --mutants
    from grader.authoring.mutants.kept import recordings  # noqa: PLC0415
    from grader.authoring.mutants.trying import tried  # noqa: PLC0415

    found = []
    for trials in tried([one for one in exercises if recordings(one)]):
        found.append(trials)
        for line in report.lines(trials):
            console.print(line, markup=False, soft_wrap=True)
    console.print(report.summary(found), markup=False)
    return any(one.not_killed or one.unused for one in found)
