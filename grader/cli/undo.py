"""`grader undo`: undoes a regrade, a rescore or an override."""

from __future__ import annotations

from typing import Annotated

import typer

from grader.classroom.changes import find_change
from grader.classroom.class_context import open_class
from grader.classroom.overriding import Overriding
from grader.cli import options as opt
from grader.cli.changes import By, Why, reason, show_differences
from grader.cli.class_file import class_and_words
from grader.privacy.reporting import rewrite_changed


def command(
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLASS.yml] [RUN]", help="RUN identifies the change. Default: the last one that was not undone."
        ),
    ] = None,
    why: Why = None,
    by: By = None,
    format_: opt.RecordFormatOption = opt.RecordFormat.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Undo a regrade, a rescore or an override. The undo is recorded like any other change."""
    class_file, rest = class_and_words(given, names="[RUN]", least=0, most=1)
    with open_class(class_file, results, course, lang) as context:
        changes = context.gradebook.changes(class_name=context.class_.file.name)
        change = find_change(changes, rest[0] if rest else "", context.class_.shell_words)
        found = Overriding(context.class_, context.course, context.gradebook).undo(change, reason(by, why))
        page = rewrite_changed(context, {one.student for one in found.changed})
    show_differences(found, format_, page, context.class_, context.language)
