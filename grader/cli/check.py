"""`grader check`: one exercise on one host."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import JsonValue

from grader.checking.isolated import run
from grader.checking.job import Job
from grader.cli import options as opt
from grader.cli.output import exit_code, show, warm_up
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import UsageError
from grader.evidence.keys import own_signer
from grader.grading.evaluation import evaluate
from grader.hosts.address import HostOptions, url_of
from grader.records.archive import keep
from grader.records.hashes import rubric_hash, suite_hash


def check(
    exercise: opt.ExerciseName,
    host: opt.HostUrl = "local:",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="ID", help="Only this check and what it needs (may be repeated)."),
    ] = None,
    format_: opt.FormatOption = opt.Format.TEXT,
    output: opt.Output = None,
    lang: opt.LangOption = None,
    course: opt.CourseFolder = None,
    ssh_config: opt.SshConfig = None,
    ssh_option: opt.SshOption = None,
    account: opt.Account = "",
    patience: opt.Patience = 1.0,
    evidence: Annotated[
        Path | None,
        typer.Option("--evidence", metavar="FILE", help="Keep all that was seen, for: --host evidence:FILE."),
    ] = None,
    junit_dialect: opt.JunitDialect = opt.Dialect.UNIVERSAL,
    class_file: Annotated[
        Path | None, typer.Option("--class", metavar="FILE", help="A class file, for parameters of a student's own.")
    ] = None,
    student: Annotated[str, typer.Option("--student", metavar="ID", help="Whose parameters; with --class.")] = "",
    param: opt.Param = None,
) -> None:
    """Check one exercise and say what is right and what is not."""
    if (class_file is None) != (not student):
        raise UsageError("--class and --student go together.", next_step="Give both, or neither.")
    pack, chosen, params = _asked(exercise, course, class_file, student, param or [])
    language = opt.language(lang)
    rubric = pack.rubric(chosen.id)
    visible = [name for name, entry in rubric.checks.items() if entry.visibility == "always"]
    unknown = sorted(set(only or ()) - set(visible))
    if unknown:
        raise UsageError(f"{chosen.id} has no check “{unknown[0]}”.", next_step=f"It has {', '.join(visible)}.")
    attempt = run(
        Job(
            chosen,
            url_of(host),
            HostOptions(ssh_config, tuple(ssh_option or ())),
            account=account,
            params=params,
            only=tuple(only or visible),
            patience=patience,
        ),
        meanwhile=lambda: warm_up(format_),
    )
    if isinstance(attempt.error, UsageError):
        raise attempt.error
    if evidence:
        keep(attempt.evidence, evidence, suite=suite_hash(chosen), rubric=rubric_hash(rubric), signer=own_signer())
    result = evaluate(attempt, pack, chosen, language=language, student=student or None, only=only, params=params)
    show([result], format_, output, language=language, course=pack, dialect=junit_dialect)
    raise typer.Exit(exit_code([result]))


def _asked(
    exercise: str, course: Path | None, class_file: Path | None, student: str, words: list[str]
) -> tuple[Course, Exercise, dict[str, JsonValue] | None]:
    """The exercise, and the parameters that differ from its own; None where none was named."""
    if class_file is None and not words:
        pack = Course.at(course)
        return pack, pack.exercise(exercise), None
    from grader.classroom.class_reader import read_class  # noqa: PLC0415  most checks have no parameters of their own
    from grader.classroom.parameters import params_from, params_of  # noqa: PLC0415

    if class_file is None:
        pack = Course.at(course)
        chosen = pack.exercise(exercise)
        return pack, chosen, params_from(words, chosen)
    klass = read_class(class_file)
    pack = klass.course(course)
    chosen = pack.exercise(exercise)
    return pack, chosen, {**params_of(klass, klass.student(student), chosen), **params_from(words, chosen)}
