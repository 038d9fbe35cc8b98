"""`grader explain`: why a check ended as it did, with the facts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from grader.classroom.explaining import explained
from grader.cli import options as opt
from grader.cli.class_context import desk
from grader.cli.class_file import words
from grader.cli.output import captured, write
from grader.reports.json_output import strict_json
from grader.reports.student_report.explanation import explanation_document, explanation_html, render_explanation


class Form(StrEnum):
    """How an explanation is written."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"


def explain(
    given: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CLASS.yml] STUDENT EXERCISE [CHECK]", help="Without CHECK: all that may be shown."),
    ] = None,
    format_: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.TEXT,
    output: opt.Output = None,
    instructor: Annotated[bool, typer.Option("--instructor", help="Hidden checks, too: not for students.")] = False,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Verdict, rubric, overrides and regrades of a check, and the very facts behind it, for an appeal."""
    class_file, rest = words(given, names="STUDENT EXERCISE [CHECK]", least=2, most=3)
    with desk(class_file, results, course, lang) as here:
        found = explained(
            here.klass,
            here.course,
            here.book,
            here.klass.student(rest[0]),
            here.course.exercise(rest[1]),
            rest[2:],
            language=here.language,
            instructor=instructor,
        )
    if format_ is Form.HTML:
        write(explanation_html(found, here.language, here.course.templates).encode(), output)
    elif format_ is Form.JSON:
        write(strict_json(explanation_document(found, here.language)).encode(), output)
    elif output is None:
        render_explanation(found, Console(highlight=False), here.language)
    else:
        write(captured(lambda console: render_explanation(found, console, here.language)), output)
