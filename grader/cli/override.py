"""`grader override` and `grader undo`: an instructor's word, and taking a change back."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from grader.classroom.overriding import Overriding
from grader.cli import options as opt
from grader.cli.class_context import By, Why, desk, reason, show_differences
from grader.cli.class_file import words
from grader.errors import UsageError
from grader.grading.overrides import Override
from grader.records.entries import Change


class Verdict(StrEnum):
    """What a check can be declared to be."""

    PASSED = "passed"
    FAILED = "failed"


def override(
    given: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CLASS.yml] STUDENT EXERCISE [CHECK]", help="Without CHECK: the exercise's score."),
    ] = None,
    points: Annotated[float | None, typer.Option("--points", metavar="P", help="The points that it gets.")] = None,
    verdict: Annotated[Verdict | None, typer.Option("--verdict", help="What the check is declared to be.")] = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take an override back; the checks' word holds.")
    ] = False,
    why: Annotated[
        str | None, typer.Option("--why", metavar="TEXT", help="The reason. The student is shown it.")
    ] = None,
    by: By = None,
    format_: opt.PlainOption = opt.Plain.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Set points or a verdict by hand. Every later scoring follows that until it is withdrawn."""
    class_file, rest = words(given, names="STUDENT EXERCISE [CHECK]", least=2, most=3)
    check = rest[2] if len(rest) > 2 else None
    text = _insist(points, verdict, why, check, withdraw=withdraw)
    with desk(class_file, results, course, lang) as here:
        student, exercise = here.klass.student(rest[0]), here.course.exercise(rest[1])
        overriding = Overriding(here.klass, here.course, here.book)
        who = reason(by, text)
        if withdraw:
            found = overriding.withdraw(student, exercise, check, who)
        else:
            word = Override(check, points, verdict.value if verdict else None)
            found = overriding.declare(student, exercise, word, who)
        page = here.report({student.id})
    show_differences(found, format_, page)


def undo(
    given: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CLASS.yml] [RUN]", help="By default the last change that was not taken back."),
    ] = None,
    why: Why = None,
    by: By = None,
    format_: opt.PlainOption = opt.Plain.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Take back a regrade, a rescore or an override: the scores before hold again, as a new record."""
    class_file, rest = words(given, names="[RUN]", least=0, most=1)
    with desk(class_file, results, course, lang) as here:
        change = _chosen(here.book.changes(class_name=here.klass.file.name), rest[0] if rest else "")
        found = Overriding(here.klass, here.course, here.book).undo(change, reason(by, why))
        page = here.report({one.student for one in found.changed})
    show_differences(found, format_, page)


def _insist(
    points: float | None, verdict: Verdict | None, why: str | None, check: str | None, *, withdraw: bool
) -> str:
    """The reason, if the options make sense together."""
    if (points is not None) + (verdict is not None) + withdraw != 1:
        raise UsageError(
            "An override says one thing.", next_step="Give one of --points P, --verdict passed|failed, --withdraw."
        )
    if verdict is not None and check is None:
        raise UsageError(
            "A verdict is that of a check.", next_step="Name the check, or give --points for the exercise."
        )
    if not (why or "").strip():
        raise UsageError("An override needs a reason.", next_step="Give one: --why TEXT. The student is shown it.")
    return str(why).strip()


def _chosen(changes: list[Change], name: str) -> Change:
    """The change whose run has this name, or begins with it."""
    if not name:
        open_ = [one for one in changes if one.kind != "undo" and one.reverted_by is None]
        if not open_:
            raise UsageError("There is nothing to take back.", next_step="See: grader history STUDENT.")
        return open_[-1]
    found = [one for one in changes if one.id.startswith(name.lower())]
    if len(found) != 1:
        problem = f"There is no change {name}." if not found else f"{name} may mean several changes."
        known = ", ".join(f"{one.id[:8]} ({one.kind})" for one in changes[-5:]) or "none"
        raise UsageError(problem, next_step=f"The last ones are: {known}.")
    return found[0]
