"""`grader check`: exercises on one host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from grader.checking.isolated import run_all
from grader.checking.job import Job
from grader.classroom.assignment import Assignment, assignments, left_out
from grader.cli import options as opt
from grader.cli.other_course import note_other_course
from grader.cli.output import exit_code, preload, show, show_left_out, write
from grader.course.rubric import Rubric
from grader.errors import CourseError, UsageError
from grader.evidence.keys import own_signer
from grader.grading.evaluation import evaluate
from grader.grading.overrides import unknown_check
from grader.hosts.address import HostOptions, url_of
from grader.message import Message
from grader.records.archive import evidence_paths, keep
from grader.records.hashes import rubric_hash, suite_hash
from grader.reports.formats import ResultDocument, ResultFormat


def command(
    exercise: opt.SomeExercises = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Check all exercises of the class, or without --class of the course.")
    ] = False,
    host: opt.HostUrl = "local:",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="ID", help="Run only this check and those that it depends on. Repeatable."),
    ] = None,
    format_: opt.FormatOption = ResultFormat.TEXT,
    output: opt.Output = None,
    also: Annotated[
        list[str] | None,
        typer.Option("--also", metavar="FORMAT=FILE", help="Write another format to FILE as well. Repeatable."),
    ] = None,
    lang: opt.LangOption = None,
    course: opt.CourseFolder = None,
    ssh_config: opt.SshConfig = None,
    ssh_option: opt.SshOption = None,
    account: opt.Account = "",
    patience: opt.Patience = 1.0,
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--evidence",
            metavar="FILE",
            help="Save the evidence to FILE; for several exercises, a folder. To check it again, use "
            "--host evidence:FILE.",
        ),
    ] = None,
    junit_dialect: opt.JunitDialectOption = opt.JunitDialect.UNIVERSAL,
    class_file: opt.StudentClass = None,
    student: opt.ClassStudent = "",
    param: opt.Param = None,
    debug: opt.Debug = False,
) -> None:
    """Check exercises and report the score with feedback."""
    _validate(exercise or (), only, all_=all_)
    if debug and format_ not in {ResultFormat.TEXT, ResultFormat.JSON}:
        raise UsageError(
            Message("--debug works with text and JSON only."), next_step=Message("Leave out --debug, or --format.")
        )
    others = _others(also or ())
    if class_file is None:
        note_other_course(course, lang)
    given = assignments(exercise or (), course=course, class_file=class_file, student=student, params=param or ())
    language = opt.language(lang, given[0].course)
    broken = left_out(given[0]) if all_ else {}
    rubrics = [one.course.rubric(one.exercise.id) for one in given]
    files = evidence_paths([one.exercise.id for one in given], evidence) if evidence else []
    template = Job(
        given[0].exercise,
        url_of(host),
        HostOptions(ssh_config, tuple(ssh_option or ())),
        account=account,
        patience=patience,
    )
    jobs = [_job(template, one, rubric, only) for one, rubric in zip(given, rubrics, strict=True)]
    attempts = run_all(jobs, meanwhile=lambda: preload(format_))
    for attempt in attempts:
        if isinstance(attempt.error, UsageError):
            raise attempt.error
    signer = own_signer() if files else None
    for file, attempt, one, rubric in zip(files, attempts, given, rubrics, strict=False):
        hashes = {"suite": suite_hash(one.exercise), "rubric": rubric_hash(rubric)}
        keep(attempt.evidence, file, **hashes, signer=signer)
    results = [
        one.dated(
            evaluate(
                attempt,
                one.course,
                one.exercise,
                language=language,
                student=student or None,
                only=only,
                params=one.params,
            ),
            attempt,
        )
        for one, attempt in zip(given, attempts, strict=True)
    ]
    course_, member = given[0].course, given[0].member
    document = ResultDocument(
        results,
        language,
        course_.templates,
        course=course_,
        name=member[1].name if member else "",
        junit_dialect=junit_dialect.value,
        debug=debug,
    )
    show(document, format_, output)
    for other, file in others:
        write(other.render(document), file)
    show_left_out(broken, language)
    raise typer.Exit(CourseError.exit_code if broken else exit_code(results))


def _validate(exercises: Sequence[str], only: Sequence[str] | None, *, all_: bool) -> None:
    """Check that the words of the command line make sense together.

    Raises:
        UsageError: they do not.
    """
    if all_ and exercises:
        raise UsageError(
            Message("--all checks all exercises; you named some."), next_step=Message("Leave out --all, or the names.")
        )
    if not all_ and not exercises:
        raise UsageError(
            Message("No exercise is named."),
            next_step=Message("Name one, such as ex05, or add --all. To list the exercises, run: grader list"),
        )
    if only and len(exercises) != 1:
        raise UsageError(Message("--only works with one exercise."), next_step=Message("Name one exercise at a time."))


def _others(given: Sequence[str]) -> list[tuple[ResultFormat, Path]]:
    """The other formats to write, with their files.

    Raises:
        UsageError: there is no such format, or no file is named.
    """
    found, formats = [], {one.value: one for one in ResultFormat}
    for one in given:
        name, _, file = one.partition("=")
        if name not in formats or not file:
            raise UsageError(
                Message("“{given}” is not a format and a file.", given=one),
                next_step=Message(
                    "Write FORMAT=FILE, such as junit=ex05.xml, with one of: {formats}.",
                    formats=", ".join(formats),
                ),
            )
        found.append((formats[name], Path(file)))
    return found


def _job(template: Job, given: Assignment, rubric: Rubric, only: Sequence[str] | None) -> Job:
    return replace(template, exercise=given.exercise, params=given.params, only=_chosen(rubric, only))


def _chosen(rubric: Rubric, only: Sequence[str] | None) -> tuple[str, ...]:
    """The checks to run. Those that are hidden from students are not even named."""
    visible = [name for name, entry in rubric.checks.items() if entry.visibility == "always"]
    unknown = sorted(set(only or ()) - set(visible))
    if unknown:
        raise unknown_check(rubric, unknown[0], among=visible)
    return tuple(only or visible)
