"""`grader demo`: the sample class, graded from recorded evidence or on disposable hosts."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from grader.cli import options as opt
from grader.cli.output import show_page
from grader.course.pack import Course
from grader.demo.grading import grade_sample, write_reports
from grader.demo.sample import SampleStudent, sample_class
from grader.grading.result import Result


def command(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the reports.")] = Path(
        "grader-demo"
    ),
    open_: Annotated[bool, typer.Option("--open", help="Open the class report in the browser.")] = False,
    live: Annotated[
        bool, typer.Option("--live", help="Grade on disposable student hosts instead of from recorded evidence.")
    ] = False,
    lang: opt.LangOption = None,
) -> None:
    """Grade a sample class of six students and write reports."""
    language, sample, console = opt.language(lang), sample_class(), Console(highlight=False)
    graded, course = {}, Course.at(None)
    for student, results in grade_sample(sample, course, language, live=live, progress=_progress):
        graded[student.id] = results
        console.print(_row(student, results), soft_wrap=True)
    page = write_reports(output, sample, course, graded, language)
    console.print()
    show_page(page)
    if open_:
        webbrowser.open(page.resolve().as_uri())


def _progress(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _row(student: SampleStudent, results: list[Result]) -> str:
    cells = "  ".join(f"{r.exercise} {'  –  ' if r.score is None else f'{r.score:5.1f}'}" for r in results)
    return f"{student.id}  {cells}  {student.name}"
