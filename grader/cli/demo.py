"""`grader demo`: the sample class, graded from recorded evidence or on disposable hosts."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Iterator, Mapping
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
from grader.reports.summary import score_line, total
from grader.text.terminal import max_width, pad
from grader.text.values import number


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
    graded: dict[str, list[Result]] = {}
    course = Course.at(None)
    width = max_width(_student(one) for one in sample.students)
    for student, results in grade_sample(sample, course, language, live=live, progress=_progress):
        graded[student.id] = results
        sum_ = total(results)
        score = score_line(sum_.score, sum_.max_score, language)
        console.print(f"{pad(_student(student), width)}  {score:>20}", soft_wrap=True)
    console.print()
    for line in _by_exercise(graded):
        console.print(line, soft_wrap=True)
    page = write_reports(output, sample, course, graded, language)
    console.print()
    show_page(page)
    if open_:
        webbrowser.open(page.resolve().as_uri())


def _progress(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _student(student: SampleStudent) -> str:
    return f"{student.id}  {student.name}"


def _by_exercise(graded: Mapping[str, list[Result]]) -> Iterator[str]:
    """A table with a row for each exercise and a column for each student."""
    rows = list(zip(*graded.values(), strict=True))
    width = max_width(_title(row[0]) for row in rows)
    yield " " * width + "".join(f"{student:>7}" for student in graded)
    for row in rows:
        yield pad(_title(row[0]), width) + "".join(map(_cell, row))


def _title(result: Result) -> str:
    return f"{result.exercise}  {result.title}"


def _cell(result: Result) -> str:
    return f"{'–' if result.score is None else number(result.score):>7}"
