"""`grader same-as`: what students of a class share, from the evidence that is there."""

from __future__ import annotations

import contextlib
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from grader.classroom.class_reader import read_class
from grader.classroom.reporting import evidence_of
from grader.classroom.similarity import compare_class
from grader.cli import options as opt
from grader.cli.output import captured, write
from grader.errors import GraderError
from grader.records.gradebook import Gradebook
from grader.reports.similarity_report.page import render_json, render_page
from grader.reports.similarity_report.text import render_text
from grader.similarity.fingerprints import Reader


class Format(StrEnum):
    """How the findings are written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def same_as(
    class_file: opt.ClassFile,
    format_: Annotated[Format, typer.Option("--format", help="How to write what is found.")] = Format.TEXT,
    output: opt.Output = None,
    results: opt.Results = None,
    lang: opt.LangOption = None,
) -> None:
    """Tell which students' hosts are the same in something, with the facts side by side. No host is needed.

    Exit codes: 0 nobody shares anything, 1 somebody does, 2 wrong use, 3 there is no evidence to compare.
    """
    klass = read_class(class_file)
    with contextlib.closing(Gradebook.open(klass.gradebook(results), create=False)) as gradebook:
        reader, known = Reader(), {student.id for student in klass.students}
        for one in gradebook.standings(klass.file.counts, class_name=klass.file.name):
            if one.student in known:
                reader.read(one.student, one.exercise, evidence_of(one.record))
    found = compare_class(klass, reader)
    if not found.compared:
        raise GraderError(
            "There is no evidence to compare.", next_step=f"Grade the class first: grader grade {class_file}."
        )
    if format_ is Format.JSON:
        write(render_json(found).encode(), output)
    elif format_ is Format.HTML:
        names = {student.id: student.name for student in klass.students}
        write(render_page(found, opt.language(lang), names, klass.course().templates).encode(), output)
    elif output is None:
        render_text(found, Console(highlight=False))
    else:
        write(captured(lambda console: render_text(found, console)), output)
    raise typer.Exit(1 if found.found else 0)
