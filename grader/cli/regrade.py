"""`grader regrade`: a class again, from what was seen; no host is needed."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from grader.classroom.regrading import Regrading
from grader.cli import options as opt
from grader.cli.class_context import By, Why, desk, reason, show_differences
from grader.errors import GraderError, UsageError
from grader.records.differences import Differences
from grader.records.entries import Reason


def regrade(
    class_file: opt.ClassFile,
    student: Annotated[list[str] | None, typer.Option("--student", help="Only this one (may be repeated).")] = None,
    exercise: Annotated[list[str] | None, typer.Option("--exercise", help="Only this one (may be repeated).")] = None,
    check: Annotated[
        list[str] | None, typer.Option("--check", help="Only this check's verdicts may change (may be repeated).")
    ] = None,
    rescore: Annotated[bool, typer.Option("--rescore", help="Only with today's rubric; verdicts stay.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    why: Why = None,
    by: By = None,
    format_: opt.PlainOption = opt.Plain.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Grade again what was seen, with today's checks and rubric. Overrides stay; an error never replaces a grade.

    Exit codes: 0 all was told, 3 something could not be told and keeps the grade that it had.
    """
    if rescore and check:
        raise UsageError("--rescore changes no verdict.", next_step="Leave out --check, or --rescore.")
    with desk(class_file, results, course, lang) as here:
        wanted = here.students(student)
        exercises = here.exercises(exercise)
        again = Regrading(here.klass, here.course, here.book, wanted, exercises, checks=check or ())
        who = reason(by, why)
        found = again.rescore(who, dry_run=dry_run) if rescore else _regraded(again, who, dry_run=dry_run)
        page = here.report({one.student for one in found.changed}) if found.run else None
    show_differences(found, format_, page, dry_run=dry_run)
    raise typer.Exit(GraderError.exit_code if found.undetermined or found.notes else 0)


def _regraded(again: Regrading, who: Reason, *, dry_run: bool) -> Differences:
    """Regrade, with a bar where somebody watches."""
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("regrading", total=None)
        return again.regrade(who, dry_run=dry_run, progress=lambda done, of: bar.update(task, completed=done, total=of))
