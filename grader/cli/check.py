"""`grader check`: one exercise on one host."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from grader.checking.isolated import run
from grader.checking.job import Job
from grader.classroom.assignment import assignment
from grader.cli import options as opt
from grader.cli.output import exit_code, preload, show
from grader.course.rubric import Rubric
from grader.errors import UsageError
from grader.evidence.keys import own_signer
from grader.grading.evaluation import evaluate
from grader.grading.overrides import unknown_check
from grader.hosts.address import HostOptions, url_of
from grader.records.archive import keep
from grader.records.hashes import rubric_hash, suite_hash
from grader.reports.formats import ResultDocument, ResultFormat


def command(
    exercise: opt.ExerciseName,
    host: opt.HostUrl = "local:",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="ID", help="Run only this check and those that it depends on. Repeatable."),
    ] = None,
    format_: opt.FormatOption = ResultFormat.TEXT,
    output: opt.Output = None,
    lang: opt.LangOption = None,
    course: opt.CourseFolder = None,
    ssh_config: opt.SshConfig = None,
    ssh_option: opt.SshOption = None,
    account: opt.Account = "",
    patience: opt.Patience = 1.0,
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--evidence", metavar="FILE", help="Save the evidence to FILE. To check it again, use --host evidence:FILE."
        ),
    ] = None,
    junit_dialect: opt.JunitDialectOption = opt.JunitDialect.UNIVERSAL,
    class_file: opt.StudentClass = None,
    student: opt.ClassStudent = "",
    param: opt.Param = None,
) -> None:
    """Check one exercise and report the score with feedback."""
    given = assignment(exercise, course=course, class_file=class_file, student=student, params=param or ())
    rubric, language = given.course.rubric(given.exercise.id), opt.language(lang)
    job = Job(
        given.exercise,
        url_of(host),
        HostOptions(ssh_config, tuple(ssh_option or ())),
        account=account,
        params=given.params,
        only=_chosen(rubric, only),
        patience=patience,
    )
    attempt = run(job, meanwhile=lambda: preload(format_))
    if isinstance(attempt.error, UsageError):
        raise attempt.error
    if evidence:
        keep(
            attempt.evidence,
            evidence,
            suite=suite_hash(given.exercise),
            rubric=rubric_hash(rubric),
            signer=own_signer(),
        )
    result = evaluate(
        attempt,
        given.course,
        given.exercise,
        language=language,
        student=student or None,
        only=only,
        params=given.params,
    )
    show(ResultDocument([result], language, given.course.templates, junit_dialect.value), format_, output)
    raise typer.Exit(exit_code([result]))


def _chosen(rubric: Rubric, only: Sequence[str] | None) -> tuple[str, ...]:
    """The checks to run. Those that are hidden from students are not even named."""
    visible = [name for name, entry in rubric.checks.items() if entry.visibility == "always"]
    unknown = sorted(set(only or ()) - set(visible))
    if unknown:
        raise unknown_check(rubric, unknown[0], among=visible)
    return tuple(only or visible)
