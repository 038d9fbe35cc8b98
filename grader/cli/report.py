"""`grader report`: the reports of a class, from its gradebook and evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.classroom.class_context import open_class
from grader.cli import options as opt
from grader.cli.output import show_page
from grader.privacy.reporting import pseudonym_folder, reporter


def command(
    class_file: opt.ClassFile,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Folder for reports/ and junit/. Default: the results folder."
        ),
    ] = None,
    pseudonymous: opt.Pseudonymous = False,
    key_folder: opt.KeyFolder = None,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Rewrite the reports of a class. Uses the gradebook and the evidence; no host is needed."""
    with open_class(class_file, results, course, lang) as context:
        class_, folder = context.class_, output or context.results
        keys = pseudonym_folder(class_, folder, key_folder, pseudonymous=pseudonymous)
        writer = reporter(class_, context.course, context.language, folder, context.resume_command, keys)
        show_page(writer.write(context.gradebook, context.run).page)
