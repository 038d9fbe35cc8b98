"""`grader demo`: the sample class, graded from recorded evidence."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from grader.checking.attempt import Attempt
from grader.checking.isolated import preload, run
from grader.checking.job import Job
from grader.cli import options as opt
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.demo.sample import SampleClass, SampleStudent, evidence, sample_class
from grader.grading.evaluation import evaluate
from grader.grading.result import Result
from grader.i18n.languages import Language


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the reports go.")] = Path(
        "grader-demo"
    ),
    open_: Annotated[bool, typer.Option("--open", help="Show the report in the browser.")] = False,
    live: Annotated[bool, typer.Option("--live", help="On real student hosts, made for it.")] = False,
    lang: opt.LangOption = None,
) -> None:
    """Grade a class of six made-up students and write its reports."""
    language = opt.language(lang)
    course = Course.at(None)
    sample = sample_class()
    console = Console(highlight=False)
    preload()
    graded = {}
    for student in sample.students:
        graded[student.id] = [
            _result(student, course.exercise(name), course, language, live=live) for name in student.work
        ]
        console.print(_row(student, graded[student.id]), soft_wrap=True)
    page = _write(output, sample, graded, language)
    console.print(f"\n{page}", soft_wrap=True)
    if open_:
        webbrowser.open(page.resolve().as_uri())


def _result(student: SampleStudent, exercise: Exercise, course: Course, language: Language, *, live: bool) -> Result:
    attempt = (
        _live(student, exercise)
        if live
        else run(Job(exercise, f"evidence:{evidence(student, exercise.id)}", student=student.id))
    )
    return evaluate(attempt, course, exercise, language=language, student=student.id)


def _live(student: SampleStudent, exercise: Exercise) -> Attempt:
    from grader.demo.live import perform  # noqa: PLC0415  the recorded class does without the lab

    return perform(student, exercise, progress=lambda line: sys.stderr.write(f"{line}\n"))


def _row(student: SampleStudent, results: list[Result]) -> str:
    cells = "  ".join(f"{r.exercise} {'  –  ' if r.score is None else f'{r.score:5.1f}'}" for r in results)
    return f"{student.id}  {cells}  {student.name}"


def _write(output: Path, sample: SampleClass, graded: dict[str, list[Result]], language: Language) -> Path:
    from grader.files import write_file  # noqa: PLC0415
    from grader.reports.class_report import data as class_data  # noqa: PLC0415  only once all is graded
    from grader.reports.class_report.files import write_class  # noqa: PLC0415
    from grader.reports.json_output import render_json  # noqa: PLC0415
    from grader.reports.student_report.html import render_html  # noqa: PLC0415
    from grader.reports.student_report.junit import render_junit  # noqa: PLC0415

    for student, results in graded.items():
        write_file(output / "students" / f"{student}.html", render_html(results, language), durable=False)
        write_file(output / "junit" / f"{student}.xml", render_junit(results), durable=False)
        write_file(output / "json" / f"{student}.json", render_json(results), durable=False)
    students = [
        class_data.ClassMember(one.id, one.name, results[0].host, results, page=f"students/{one.id}.html")
        for one in sample.students
        if (results := graded[one.id])
    ]
    moments = sorted(result.started for results in graded.values() for result in results)
    report = class_data.build(
        sample.title, students, run="demo", started=moments[0], ended=moments[-1], language=language
    )
    write_class(report, output)
    return output / "class.html"
