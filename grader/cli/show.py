"""`grader show`: the handout of an exercise."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.markdown import Markdown

from grader.classroom.assignment import assignment
from grader.cli import options as opt
from grader.cli.other_course import note_other_course
from grader.course.handout import own_commands, rendered_handout


def command(
    exercise: opt.ExerciseName,
    lang: opt.LangOption = None,
    course: opt.CourseFolder = None,
    class_file: opt.StudentClass = None,
    student: opt.ClassStudent = "",
) -> None:
    """Show the handout of an exercise."""
    if class_file is None:
        note_other_course(course, lang)
    given = assignment(exercise, course=course, class_file=class_file, student=student)
    language, params = opt.language(lang, given.course), given.params or {}
    text = rendered_handout(given.exercise, language, params)
    if student:
        named = str(course or (given.member[0].course_zip if given.member else ""))
        text += own_commands(given.exercise, student, language, params, course=named)
    console = Console()
    if console.is_terminal:
        console.print(Markdown(text))
    else:
        typer.echo(text, nl=False)
