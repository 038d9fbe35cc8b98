"""`grader list` and `grader show`: what there is to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from grader.cli import options as opt
from grader.course.handout import own_commands, rendered_handout
from grader.course.pack import Course
from grader.errors import UsageError
from grader.i18n.catalogue import words
from grader.i18n.languages import Language


def list_(
    lang: opt.LangOption = None,
    course: opt.CourseFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the exercises."""
    pack = Course.at(course)
    language = opt.language(lang)
    rows = [(one, pack.rubric(one.id)) for one in pack.exercises()]
    if as_json:
        typer.echo(
            json.dumps(
                [
                    {
                        "exercise": one.id,
                        "title": one.file.title.in_(language),
                        "max_score": rubric.max_score,
                        "checks": list(rubric.checks),
                    }
                    for one, rubric in rows
                ],
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    for one, _ in rows:
        typer.echo(f"{one.id}  {one.file.title.in_(language)}")
    typer.echo()
    _ = words(language)
    typer.echo(_("Read one: grader show ex05    Check yourself: grader check ex05"))


def show(
    exercise: opt.ExerciseName,
    lang: opt.LangOption = None,
    course: opt.CourseFolder = None,
    class_file: Annotated[
        Path | None,
        typer.Option("--class", metavar="FILE", help="A class file, for the handout of one of its students."),
    ] = None,
    student: Annotated[str, typer.Option("--student", metavar="ID", help="Whose handout; with --class.")] = "",
) -> None:
    """Show an exercise's handout."""
    if class_file is None and not student:
        text = rendered_handout(Course.at(course).exercise(exercise), opt.language(lang), {})
    elif class_file is None or not student:
        raise UsageError("--class and --student go together.", next_step="Give both, or neither.")
    else:
        text = _own_handout(class_file, student, exercise, course, opt.language(lang))
    console = Console()
    if console.is_terminal:
        console.print(Markdown(text))
    else:
        typer.echo(text, nl=False)


def _own_handout(class_file: Path, student: str, exercise: str, course: Path | None, language: Language) -> str:
    from grader.classroom.class_reader import read_class  # noqa: PLC0415  only instructors have classes
    from grader.classroom.parameters import params_of  # noqa: PLC0415

    klass = read_class(class_file)
    found = klass.course(course).exercise(exercise)
    params = params_of(klass, klass.student(student), found)
    return rendered_handout(found, language, params) + own_commands(found, student, language, params)
