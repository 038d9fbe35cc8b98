"""`grader regrade`: grades recorded evidence again, without a host."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from grader.classroom.class_context import open_class
from grader.classroom.regrading import Regrading
from grader.cli import options as opt
from grader.cli.changes import By, reason, show_differences
from grader.errors import GraderError, UsageError
from grader.privacy.reporting import rewrite_changed
from grader.records.differences import Differences
from grader.records.entries import Reason


def command(
    class_file: opt.ClassFile,
    student: opt.OnlyStudents = None,
    exercise: opt.OnlyExercises = None,
    check: Annotated[
        list[str] | None,
        typer.Option("--check", metavar="ID", help="Change the verdicts of this check only. Repeatable."),
    ] = None,
    rescore: Annotated[
        bool, typer.Option("--rescore", help="Keep the verdicts; recalculate scores with the current rubric.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")] = False,
    why: Annotated[
        str | None,
        typer.Option("--why", metavar="TEXT", help="Reason to record with the change. Required without --dry-run."),
    ] = None,
    by: By = None,
    format_: opt.RecordFormatOption = opt.RecordFormat.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Regrade a class from recorded evidence.

    The current checks and rubrics apply. Overrides stay in force, and an error never replaces a grade.

    Exit codes: 0 everything was regraded, 3 a result could not be determined and keeps its grade.
    """
    if rescore and check:
        raise UsageError("--check and --rescore exclude each other.", next_step="Leave out one of them.")
    if not (dry_run or (why or "").strip()):
        raise UsageError(
            "A regrade that is recorded needs a reason.",
            next_step="Give one: --why TEXT. To see what would change first, use --dry-run instead.",
        )
    with open_class(class_file, results, course, lang) as context:
        students, exercises = context.students(student), context.exercises(exercise)
        regrading = Regrading(
            context.class_, context.course, context.gradebook, students, exercises, checks=check or ()
        )
        who = reason(by, why)
        found = regrading.rescore(who, dry_run=dry_run) if rescore else _regraded(regrading, who, dry_run=dry_run)
        page = rewrite_changed(context, {one.student for one in found.changed}) if found.run else None
    show_differences(found, format_, page, context.class_, context.language, dry_run=dry_run)
    raise typer.Exit(GraderError.exit_code if found.undetermined or found.notes else 0)


def _regraded(regrading: Regrading, who: Reason, *, dry_run: bool) -> Differences:
    """Regrade, with a progress bar on a terminal."""
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("regrading", total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return regrading.regrade(who, dry_run=dry_run, progress=advance)
