"""What the commands on records share: the class with its records, who asks, and the reports anew."""

from __future__ import annotations

import contextlib
import getpass
import shlex
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from grader.classroom.class_reader import read_class
from grader.classroom.classes import Class
from grader.classroom.reporting import Reporter
from grader.classroom.student import Student
from grader.cli import options as opt
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import UsageError
from grader.i18n.languages import Language
from grader.records.differences import Differences
from grader.records.entries import Reason
from grader.records.gradebook import Gradebook, Run
from grader.reports.differences import differences_json, render_differences

Why = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="The reason, kept with the change.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who does this; by default who is logged in.")]


@dataclass(frozen=True)
class Desk:
    """A class with its records, open."""

    klass: Class
    course: Course
    book: Gradebook
    results: Path
    run: Run
    language: Language

    def students(self, names: Sequence[str] | None) -> list[Student]:
        """Those asked for, or all of the roster."""
        return list(dict.fromkeys(map(self.klass.student, names))) if names else list(self.klass.students)

    def exercises(self, names: Sequence[str] | None) -> list[Exercise]:
        """Those asked for, or all of the class."""
        asked = [self.course.exercise(name) for name in dict.fromkeys(names or ())]
        return asked or self.klass.exercises(self.course)

    def report(self, students: Collection[str]) -> Path:
        """Write the class's reports, and those of these students, anew."""
        resume = shlex.join(["grader", "grade", str(self.klass.path), "--resume"])
        reporter = Reporter(self.klass, self.course, self.language, self.results / "reports", resume)
        return reporter.write(self.book, self.run, students=students)


@contextlib.contextmanager
def desk(class_file: Path, results: Path | None, course: Path | None, lang: Language | None) -> Iterator[Desk]:
    """Open a class's records.

    Raises:
        UsageError: nothing was graded yet.
    """
    klass = read_class(class_file)
    where = results or klass.results
    with contextlib.closing(Gradebook.open(klass.gradebook(where), create=False)) as book:
        run = book.last_run(klass.file.name)
        if run is None:
            raise UsageError(
                f"Nothing of {klass.file.name} was graded yet.", next_step=f"Run: grader grade {class_file}."
            )
        yield Desk(klass, klass.course(course), book, where, run, opt.language(lang))


def reason(by: str | None, why: str | None) -> Reason:
    """Who asks, and why.

    Raises:
        UsageError: nobody can be named.
    """
    try:
        return Reason(by or getpass.getuser(), why, shlex.join(sys.argv[1:]))
    except (KeyError, OSError) as error:  # a user without a name, as in some containers
        raise UsageError("Nobody knows who you are here.", next_step="Say it: --by NAME.") from error


def show_differences(found: Differences, format_: opt.Plain, page: Path | None, *, dry_run: bool = False) -> None:
    """What a change changes, and how it is taken back."""
    if format_ is opt.Plain.JSON:
        typer.echo(differences_json(found), nl=False)
        return
    render_differences(found, Console(highlight=False))
    if dry_run:
        typer.echo("Nothing was written: this is a dry run.")
    elif found.run is not None:
        back = "" if found.kind == "undo" else f" Take it back with: grader undo {found.run[:8]}"
        typer.echo(f"Recorded as {found.kind} {found.run[:8]}.{back}")
    if page is not None:
        typer.echo(page)
