"""`grader list`: the exercises of a course."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from grader.cli import options as opt
from grader.course.pack import Course
from grader.i18n.catalogue import translator


def command(
    lang: opt.LangOption = None,
    course: opt.CourseFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of text.")] = False,
) -> None:
    """List the exercises of the course."""
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
    _ = translator(language)
    typer.echo(_("Read an exercise: grader show ex05    Check your work: grader check ex05"))
