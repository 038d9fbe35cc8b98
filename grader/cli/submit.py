"""`grader submit`: `grader collect` with a receipt for each file, which the student keeps."""

from __future__ import annotations

from typing import Annotated

import typer

from grader.classroom.receipts import Receipt, receipt_path
from grader.cli import options as opt
from grader.cli.collect import EvidenceOutput, collected
from grader.cli.other_course import note_other_course
from grader.course.pack import Course
from grader.errors import UsageError
from grader.hosts.address import HostOptions
from grader.i18n.catalogue import translator
from grader.message import Message
from grader.text.clean import one_line


def command(
    exercise: opt.ExerciseNames,
    student: Annotated[
        str, typer.Option("--student", metavar="ID", help="Your student ID, for the evidence and the receipt.")
    ],
    host: opt.HostUrl = "local:",
    output: EvidenceOutput = None,
    course: opt.CourseFolder = None,
    ssh_config: opt.SshConfig = None,
    ssh_option: opt.SshOption = None,
    account: opt.Account = "",
    param: opt.Param = None,
    patience: opt.Patience = 1.0,
    lang: opt.LangOption = None,
) -> None:
    """Collect evidence for submission, with a receipt to show."""
    if not student.strip():
        raise UsageError(Message("The student ID is empty."), next_step=Message("Write yours: --student ID"))
    note_other_course(course, lang)
    error = None
    language = opt.language(lang, Course.at(course))
    _ = translator(language)
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
        receipt = Receipt.of(file.path, exercise=file.exercise, student=student)
        receipt.write(receipt_path(file.path))
        typer.echo(f"      SHA-256  {receipt.sha256}")
        where = one_line(str(receipt_path(file.path)), 400)
        typer.echo("      " + _("receipt  {path}: {note}").format(path=where, note=receipt.note))
        error = file.error or error
    typer.echo("\n" + _("Submit the evidence unchanged. Keep the receipt: it shows which file is yours."))
    if error is not None:
        raise error
