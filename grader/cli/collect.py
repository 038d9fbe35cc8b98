"""`grader collect`: evidence as a file, where the instructor's grader cannot reach the student's machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import JsonValue

from grader.checking.isolated import run
from grader.checking.job import Job
from grader.classroom.parameters import params_from
from grader.cli import options as opt
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import GraderError, UsageError
from grader.evidence.hashchain import counted
from grader.evidence.keys import own_signer
from grader.evidence.redaction import Redaction
from grader.hosts.address import HostOptions
from grader.records.archive import keep
from grader.records.hashes import rubric_hash, suite_hash
from grader.text.clean import one_line


def collect(
    exercise: Annotated[list[str], typer.Argument(metavar="EXERCISE...", help="Such as ex05; see: grader list.")],
    host: opt.HostUrl = "local:",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file; of several exercises, the folder for them."),
    ] = None,
    student: Annotated[str, typer.Option("--student", metavar="ID", help="Whose work it is: your student id.")] = "",
    course: opt.CourseFolder = None,
    ssh_config: opt.SshConfig = None,
    ssh_option: opt.SshOption = None,
    account: opt.Account = "",
    param: opt.Param = None,
    patience: opt.Patience = 1.0,
) -> None:
    """Write down what your machine answers to an exercise's questions, to be handed in."""
    pack = Course.at(course)
    chosen = [pack.exercise(name) for name in dict.fromkeys(exercise)]
    params = _params(param or [], chosen)
    files = _files([one.id for one in chosen], output)
    redaction, signer = Redaction(), own_signer()
    incomplete: GraderError | None = None
    for one, file in zip(chosen, files, strict=True):
        job = Job(
            one,
            host,
            HostOptions(ssh_config, tuple(ssh_option or ())),
            account=account,
            params=params,
            student=student or None,
            patience=patience,
            redaction=redaction,
        )
        attempt = run(job)
        reached = attempt.evidence.manifest.host is not None
        if attempt.error is not None and (not reached or isinstance(attempt.error, UsageError)):
            raise attempt.error
        incomplete = attempt.error or incomplete
        keep(attempt.evidence, file, suite=suite_hash(one), rubric=rubric_hash(pack.rubric(one.id)), signer=signer)
        typer.echo(f"{one.id}  {counted(len(attempt.evidence.facts))}, {_size(file)}  {one_line(str(file), 400)}")
    typer.echo(f"\nHand in {'this file as it is' if len(files) == 1 else 'these files as they are'}.")
    typer.echo("It is what this machine answered. Your instructor's grader says what it is worth.")
    if incomplete is not None:
        raise incomplete


def _params(words: list[str], exercises: list[Exercise]) -> dict[str, JsonValue] | None:
    """The parameters that the student was given; None where none was named.

    Raises:
        UsageError: the exercise has no such parameter, or several exercises were named.
    """
    if words and len(exercises) > 1:
        raise UsageError(
            f"--param is for one exercise, and you named {len(exercises)}.", next_step="Collect them one by one."
        )
    return params_from(words, exercises[0]) if words else None


def _files(exercises: list[str], output: Path | None) -> list[Path]:
    """Where the evidence goes.

    Raises:
        UsageError: several exercises would go into one file.
    """
    if len(exercises) == 1 and output is not None and not output.is_dir():
        return [output]
    if output is not None and output.exists() and not output.is_dir():
        raise UsageError(
            f"{output} is one file, and you named {len(exercises)} exercises.", next_step="Give a folder with --output."
        )
    return [(output or Path()) / f"{name}.evidence" for name in exercises]


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1000:.1f} kB"
