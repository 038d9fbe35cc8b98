"""`grader history`: all that befell a student's work."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from grader.cli import options as opt
from grader.cli.class_context import desk
from grader.cli.class_file import words
from grader.errors import UsageError
from grader.records.events import events
from grader.reports.student_report.history import history_json, render_history


def history(
    given: Annotated[list[str] | None, typer.Argument(metavar="[CLASS.yml] STUDENT [EXERCISE]")] = None,
    format_: opt.PlainOption = opt.Plain.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Every attempt, regrade, override and undo of a student: when, who, why, points before and after."""
    class_file, rest = words(given, names="STUDENT [EXERCISE]", least=1, most=2)
    with desk(class_file, results, course, lang) as here:
        student = here.klass.student(rest[0])
        exercise = here.course.exercise(rest[1]).id if len(rest) > 1 else None
        name = here.klass.file.name
        records = here.book.history(student.id, exercise, class_name=name)
        if not records:
            raise UsageError(f"{student.id} was never graded.", next_step=f"Run: grader grade {class_file}.")
        overrides = here.book.overrides([student.id], class_name=name, withdrawn=True)
        found = events(records, overrides, here.book.changes(student.id, class_name=name))
    if format_ is opt.Plain.JSON:
        typer.echo(history_json(student.id, found), nl=False)
    else:
        render_history(f"{student.id}  {student.name}", found, Console(highlight=False))
