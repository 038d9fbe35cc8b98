"""`grader similarity`: what students of a class share, by the recorded evidence."""

from __future__ import annotations

import contextlib
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from grader.classroom.class_reader import read_class
from grader.classroom.similarity import recorded_similarity
from grader.cli import options as opt
from grader.cli.output import write
from grader.records.gradebook import Gradebook
from grader.reports.formats import captured
from grader.reports.similarity_report.page import render_json, render_page
from grader.reports.similarity_report.text import render_text


class SimilarityFormat(StrEnum):
    """The formats of a similarity report."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def command(
    class_file: opt.ClassFile,
    format_: Annotated[SimilarityFormat, typer.Option("--format", help="Output format.")] = SimilarityFormat.TEXT,
    output: opt.Output = None,
    results: opt.Results = None,
    lang: opt.LangOption = None,
) -> None:
    """Report what students' hosts have in common. No host is needed.

    Exit codes: 0 no matches, 1 matches, 2 usage error, 3 no evidence to compare.
    """
    class_ = read_class(class_file, visits=False).with_results(results)
    with contextlib.closing(Gradebook.open(class_.gradebook(), create=False)) as gradebook:
        found = recorded_similarity(class_, gradebook)
    if format_ is SimilarityFormat.JSON:
        write(render_json(found).encode(), output)
    elif format_ is SimilarityFormat.HTML:
        names = {student.id: student.name for student in class_.students}
        course = class_.course()
        write(render_page(found, opt.language(lang, course), names, course.templates).encode(), output)
    elif output is None:
        render_text(found, Console(highlight=False))
    else:
        write(captured(lambda console: render_text(found, console)), output)
    raise typer.Exit(1 if found.found else 0)
