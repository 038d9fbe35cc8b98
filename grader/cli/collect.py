"""`grader collect` and `grader submit`: evidence as a file, where the instructor's grader cannot reach the machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from grader.checking.job import Job
from grader.classroom.assignment import params_given
from grader.classroom.collecting import CollectedFile, collect
from grader.cli import options as opt
from grader.cli.other_course import note_other_course
from grader.cli.output import show_note
from grader.course.pack import Course
from grader.errors import UsageError
from grader.evidence.file import NAMED_AS_EVIDENCE
from grader.evidence.redaction import Redaction
from grader.hosts.address import HostOptions, address, url_of
from grader.i18n.catalogue import plural_translator, translator
from grader.message import Message
from grader.records.archive import evidence_paths
from grader.text.clean import one_line

EvidenceOutput = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Evidence file; for several exercises, a folder."),
]


def command(
    exercise: opt.ExerciseNames,
    host: opt.HostUrl = "local:",
    output: EvidenceOutput = None,
    student: Annotated[
        str, typer.Option("--student", metavar="ID", help="Your student ID, to be stored in the evidence.")
    ] = "",
    course: opt.CourseFolder = None,
    ssh_config: opt.SshConfig = None,
    ssh_option: opt.SshOption = None,
    account: opt.Account = "",
    param: opt.Param = None,
    patience: opt.Patience = 1.0,
    lang: opt.LangOption = None,
) -> None:
    """Collect evidence for submission. Your instructor grades it without your machine."""
    note_other_course(course, lang)
    error, count = None, 0
    language = opt.language(lang, Course.at(course))
    for file in collected(
        exercise,
        language,
        host=host,
        output=output,
        student=student,
        course=course,
        options=HostOptions(ssh_config, tuple(ssh_option or ())),
        account=account,
        param=param,
        patience=patience,
    ):
        error, count = file.error or error, count + 1
    _, n_ = translator(language), plural_translator(language)
    typer.echo("\n" + n_("Submit this file unchanged.", "Submit these files unchanged.", count))
    typer.echo(_("The evidence records what this machine answered. Your instructor grades it."))
    if error is not None:
        raise error


def collected(
    names: Sequence[str],
    language: str,
    *,
    host: str,
    output: Path | None,
    student: str,
    course: Path | None,
    options: HostOptions,
    account: str,
    param: Sequence[str] | None,
    patience: float,
) -> Iterator[CollectedFile]:
    """Collect the evidence of these exercises, and print a line for each file.

    Raises:
        UsageError: The host is evidence, or there is no such exercise, parameter or host.
    """
    if address(url_of(host)).scheme == "evidence":
        raise UsageError(
            Message("{host} is evidence, not a machine.", host=host),
            next_step=Message("Submit that file itself, or leave out --host to collect evidence of this machine."),
        )
    pack = Course.at(course)
    chosen = pack.chosen(names)
    paths = evidence_paths([one.id for one in chosen], output)
    job = Job(
        chosen[0],
        url_of(host),
        options,
        account=account,
        params=params_given(param or (), chosen),
        student=student or None,
        patience=patience,
        redaction=Redaction(),
    )
    n_ = plural_translator(language)
    for file in collect(pack, chosen, paths, job):
        facts = n_("{n} fact", "{n} facts", file.facts).format(n=file.facts)
        typer.echo(f"{file.exercise}  {facts}, {file.size / 1000:.1f} kB  {one_line(str(file.path), 400)}")
        if not NAMED_AS_EVIDENCE.search(file.path.name):
            note = Message(
                "Graders skip files whose names do not end in {suffixes}. Rename {file} before you submit it.",
                suffixes=".evidence",
                file=file.path,
            )
            show_note(note, language)
        yield file
