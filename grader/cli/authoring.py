"""`grader lint` and `grader prove`: what authors run."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from grader.authoring import prove as proof
from grader.authoring.lint import lint as lint_exercise
from grader.authoring.lint import lint_messages
from grader.cli import options as opt
from grader.course.pack import Course
from grader.text.values import quantity


def lint(
    exercise: Annotated[list[str] | None, typer.Argument(metavar="[EXERCISE]...", help="Default: all.")] = None,
    course: opt.CourseFolder = None,
) -> None:
    """Validate exercises and rubrics without running them."""
    pack = Course.at(course)
    names = [pack.exercise(name).id for name in exercise or []] or list(pack.folders)
    problems = lint_messages(pack) + [problem for name in names for problem in lint_exercise(pack, name)]
    for problem in problems:
        typer.echo(problem)
    typer.echo(f"{quantity(len(names), 'exercise')}, {quantity(len(problems), 'problem')}.")
    raise typer.Exit(1 if problems else 0)


def prove(
    exercise: Annotated[list[str] | None, typer.Argument(metavar="[EXERCISE]...", help="Default: all.")] = None,
    case: Annotated[list[str] | None, typer.Option("--case", metavar="NAME", help="Only this case.")] = None,
    suite: Annotated[
        str | None,
        typer.Option(
            "--suite", help="Debian suite of the student hosts; by default the oldest with what a case needs."
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=64, help="Hosts at a time.")] = 2,
    patience: opt.Patience = 1.0,
    course: opt.CourseFolder = None,
) -> None:
    """Prove exercises on real student hosts: solution 100 %, untouched 0, each mistake breaks what it names."""
    pack = Course.at(course)
    names = exercise or list(pack.folders)
    chosen = [one for name in names for one in proof.cases(pack.exercise(name), case or ())]
    console = Console(highlight=False)
    surprised = elsewhere = 0
    for done in proof.prove(pack, chosen, suite=suite, jobs=jobs, patience=patience):
        mark = "[red]✗ surprise[/]" if done.surprises else "[green]✓ as named[/]"
        if done.not_here:
            mark = "– not on this suite"
        score = "–" if done.score is None else f"{done.score:g}"
        console.print(
            f"{mark}  {done.exercise}  {done.kind:9}  {done.name:28}  {score:>5}  {done.seconds:5.1f} s  {done.suite}",
            soft_wrap=True,
        )
        for surprise in (*done.surprises, *filter(None, [done.not_here])):
            console.print(f"    {surprise}", markup=False, soft_wrap=True)
        surprised += bool(done.surprises)
        elsewhere += bool(done.not_here)
    step = "leave out --suite" if suite else "no student host has such a Docker"
    not_here = f" {elsewhere} cannot be proven here: {step}." if elsewhere else ""
    console.print(f"{quantity(len(chosen), 'case')}, {quantity(surprised, 'surprise')}.{not_here}")
    raise typer.Exit(1 if surprised else 0)
