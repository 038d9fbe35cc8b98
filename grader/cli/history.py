"""`grader history`: everything that happened to a student's work."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from grader.classroom.class_context import open_class
from grader.classroom.student_history import student_history
from grader.cli import options as opt
from grader.cli.class_file import class_and_words
from grader.reports.student_report.history import history_json, render_history


def command(
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLASS.yml] STUDENT [EXERCISE]", help="Without EXERCISE, show all of the student's exercises."
        ),
    ] = None,
    format_: opt.RecordFormatOption = opt.RecordFormat.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Show what happened to a student's work.

    Lists attempts, regrades, overrides and undos, with the points before and after each.
    """
    class_file, rest = class_and_words(given, names="STUDENT [EXERCISE]", least=1, most=2)
    with open_class(class_file, results, course, lang) as context:
        student = context.class_.student(rest[0])
        exercise = context.course.exercise(rest[1]).id if len(rest) > 1 else None
        found = student_history(context, student, exercise)
    if format_ is opt.RecordFormat.JSON:
        typer.echo(history_json(student.id, found), nl=False)
    else:
        render_history(f"{student.id}  {student.name}", found, Console(highlight=False), context.language)
