"""`grader explain`: why a check ended as it did, with the evidence."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from grader.classroom.class_context import open_class
from grader.classroom.explaining import explain as explanation_of
from grader.cli import options as opt
from grader.cli.class_file import class_and_words
from grader.cli.output import write
from grader.reports.formats import captured
from grader.reports.json_output import strict_json
from grader.reports.student_report.explanation import explanation_document, explanation_html
from grader.reports.student_report.explanation_text import render_explanation


class ExplanationFormat(StrEnum):
    """The formats of an explanation."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"


def command(
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLASS.yml] STUDENT EXERCISE [CHECK]",
            help="Without CHECK, explain every check that the student may see.",
        ),
    ] = None,
    format_: Annotated[ExplanationFormat, typer.Option("--format", help="Output format.")] = ExplanationFormat.TEXT,
    output: opt.Output = None,
    instructor: Annotated[
        bool, typer.Option("--instructor", help="Include hidden checks. Do not give the output to students.")
    ] = False,
    facts: Annotated[
        bool, typer.Option("--facts", help="Show all commands and requests of each check, with the answers in full.")
    ] = False,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Explain a student's result, such as for an appeal.

    Shows what was found, what the check read on the host and when, how to see it by hand, and all later changes.
    """
    class_file, rest = class_and_words(given, names="STUDENT EXERCISE [CHECK]", least=2, most=3)
    with open_class(class_file, results, course, lang) as context:
        language, templates = context.language, context.course.templates
        found = explanation_of(
            context.class_,
            context.course,
            context.gradebook,
            context.class_.student(rest[0]),
            context.course.exercise(rest[1]),
            rest[2:],
            language=language,
            instructor=instructor,
        )
    if format_ is ExplanationFormat.HTML:
        write(explanation_html(found, language, templates, facts=facts).encode(), output)
    elif format_ is ExplanationFormat.JSON:
        write(strict_json(explanation_document(found, language)).encode(), output)
    elif output is None:
        render_explanation(found, Console(highlight=False), language, facts=facts)
    else:
        write(captured(lambda console: render_explanation(found, console, language, facts=facts)), output)
