"""`grader override`: sets points or a verdict by hand."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from grader.classroom.class_context import open_class
from grader.classroom.overriding import Overriding
from grader.cli import options as opt
from grader.cli.changes import By, reason, show_differences
from grader.cli.class_file import class_and_words
from grader.errors import UsageError
from grader.grading.overrides import Override
from grader.privacy.reporting import rewrite_changed


class VerdictChoice(StrEnum):
    """The verdicts that an instructor can set."""

    PASSED = "passed"
    FAILED = "failed"


def command(
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLASS.yml] STUDENT EXERCISE [CHECK]", help="Without CHECK, override the score of the exercise."
        ),
    ] = None,
    points: Annotated[float | None, typer.Option("--points", metavar="P", help="Points to award.")] = None,
    verdict: Annotated[VerdictChoice | None, typer.Option("--verdict", help="Verdict to set. Requires CHECK.")] = None,
    with_dependants: Annotated[
        bool,
        typer.Option(
            "--with-dependants", help="Also declare the checks that CHECK blocked. Requires --verdict passed."
        ),
    ] = False,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Withdraw the override, so that the graded result counts again.")
    ] = False,
    why: Annotated[
        str | None, typer.Option("--why", metavar="TEXT", help="Reason for the override. The student sees it.")
    ] = None,
    by: By = None,
    format_: opt.RecordFormatOption = opt.RecordFormat.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Set points or a verdict by hand. An override survives regrading until it is withdrawn."""
    class_file, rest = class_and_words(given, names="STUDENT EXERCISE [CHECK]", least=2, most=3)
    check = rest[2] if len(rest) > 2 else None
    text = _validated_reason(points, verdict, why, check, withdraw=withdraw)
    if with_dependants and verdict is not VerdictChoice.PASSED:
        raise UsageError("--with-dependants requires --verdict passed.", next_step="Leave out --with-dependants.")
    with open_class(class_file, results, course, lang) as context:
        student, exercise = context.class_.student(rest[0]), context.course.exercise(rest[1])
        overriding = Overriding(context.class_, context.course, context.gradebook)
        by_whom = reason(by, text)
        if withdraw:
            found = overriding.withdraw(student, exercise, check, by_whom)
        else:
            new = Override(check, points, verdict.value if verdict else None)
            found = overriding.declare(student, exercise, new, by_whom, with_dependants=with_dependants)
        page = rewrite_changed(context, {student.id})
    show_differences(found, format_, page, context.class_, context.language)


def _validated_reason(
    points: float | None, verdict: VerdictChoice | None, why: str | None, check: str | None, *, withdraw: bool
) -> str:
    """The reason, if the options make sense together.

    Raises:
        UsageError: they do not.
    """
    if (points is not None) + (verdict is not None) + withdraw != 1:
        raise UsageError(
            "An override needs exactly one of --points, --verdict and --withdraw.",
            next_step="Give one of: --points P, --verdict passed, --verdict failed, --withdraw",
        )
    if verdict is not None and check is None:
        raise UsageError(
            "--verdict applies to a check, and no check is named.",
            next_step="Name the check, or use --points for the whole exercise.",
        )
    if not (why or "").strip():
        raise UsageError("An override needs a reason.", next_step="Give one: --why TEXT (the student sees it)")
    return str(why).strip()
