"""`grader lint`: validates exercises and rubrics without running them."""

from __future__ import annotations

from pathlib import Path

import typer

from grader.authoring.occupation import untold
from grader.cli import options as opt
from grader.cli.other_course import note_other_course
from grader.course.clashes import clashes
from grader.course.pack import Course
from grader.i18n.languages import SOURCE
from grader.text.values import quantity


def command(exercise: opt.OptionalExercises = None, course: opt.CourseFolder = None) -> None:
    """Validate exercises and rubrics without running them."""
    from grader.authoring.lint import lint, lint_messages  # noqa: PLC0415  loads pytest, which --help does not need
    from grader.authoring.unread import unread  # noqa: PLC0415

    note_other_course(course, SOURCE)
    pack = Course.at(course)
    names = [one.id for one in pack.chosen(exercise or [])] or list(pack.folders)
    found = [*unread(pack), *lint_messages(pack), *(problem for name in names for problem in lint(pack, name))]
    problems = list(dict.fromkeys(found))  # what is wrong with the course concerns each exercise
    broken = pack.broken()
    sound = [] if exercise else [pack.exercise(name) for name in pack.folders if name not in broken]
    together = clashes(sound)
    problems += untold(pack, together)
    for line in (*problems, *map(str, together)):
        typer.echo(line.removeprefix(f"{Path.cwd()}/"))
    typer.echo(f"{quantity(len(names), 'exercise')}, {quantity(len(problems), 'problem')}.")
    raise typer.Exit(1 if problems else 0)
