"""`grader list`: the exercises of a course."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from grader.classroom.cached_course import CachedCourse
from grader.cli import options as opt
from grader.cli.other_course import note_other_course
from grader.cli.output import show_left_out
from grader.course.builtin import builtin_course, course_command
from grader.course.pack import Course
from grader.errors import CourseError
from grader.i18n.catalogue import translator


def command(
    lang: opt.LangOption = None,
    course: opt.CourseFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of text.")] = False,
) -> None:
    """List the exercises of the course."""
    note_other_course(course, lang)
    found = Course.at(course)
    pack = CachedCourse(found.root, found.zip)
    language = opt.language(lang, pack)
    left_out = pack.broken()
    rows = [(one, pack.rubric(one.id)) for one in pack.exercises()]
    if as_json:
        listed = [
            {
                "exercise": one.id,
                "title": one.file.title.in_(language),
                "max_score": rubric.max_score,
                "checks": list(rubric.checks),
            }
            for one, rubric in rows
        ]
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    else:
        if pack.file.name:
            typer.echo(f"{pack.file.name}\n")
        for one, _ in rows:
            typer.echo(f"{one.id}  {one.file.title.in_(language)}")
        typer.echo()
        _ = translator(language)
        if rows:
            example = "ex05" if "ex05" in pack.folders else rows[0][0].id
            show, check = (course_command(pack.zip or pack.root, word, example) for word in ("show", "check"))
            parts = (
                _("Read an exercise: {command}").format(command=show),
                _("Check your work: {command}").format(command=check),
            )
            typer.echo(("    " if pack.root == builtin_course() else "\n").join(parts))
    show_left_out(left_out, language)
    raise typer.Exit(CourseError.exit_code if left_out else 0)
