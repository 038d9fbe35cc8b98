"""`grader mail`: writes to each student about the results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.classroom.class_context import ClassContext, open_class
from grader.classroom.exporting import class_grades
from grader.classroom.platforms import MailServer
from grader.cli import options as opt
from grader.cli.delivery import DryRun, deliver, platform_of, show_outcome
from grader.cli.output import write_folder
from grader.delivery.mail.mailing import Mailing
from grader.delivery.mail.smtp import SmtpServer
from grader.delivery.pushing import PushOutcome
from grader.delivery.retry import RetryPolicy
from grader.delivery.secret import read_secret
from grader.delivery.sending import State, in_order, row_of
from grader.errors import UsageError
from grader.exports.grades import ClassGrades
from grader.message import Message


def command(
    class_file: opt.ClassFile,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Write one .eml file for each student into DIR."),
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Send the messages through platforms.mail.server.")] = False,
    dry_run: DryRun = False,
    attach: Annotated[bool, typer.Option("--attach", help="Attach each student's page.")] = False,
    exercise: opt.OnlyExercises = None,
    student: opt.OnlyStudents = None,
    format_: opt.RecordFormatOption = opt.RecordFormat.TEXT,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Write to each student about the results. What was sent already is not sent again."""
    if (output is not None) + send + dry_run != 1:
        raise UsageError(
            Message("Messages are written to files, sent, or only listed."),
            next_step=Message("Give one of: --output DIR, --send, --dry-run"),
        )
    with open_class(class_file, results, course, lang) as context:
        settings = platform_of(context.class_.file.platforms.mail, "mail", class_file)
        server = _server(settings, context) if send else None
        mailing = Mailing(settings, attach=attach, server=server)
        grades = class_grades(context, context.exercises(exercise), context.students(student))
        if output is not None:
            show_outcome(_written(mailing, grades, output), format_, context.language)
            return
        try:
            deliver(context, grades, mailing, "mail", format_, dry_run=dry_run)
        finally:
            if server is not None:
                server.close()


def _server(settings: MailServer, context: ClassContext) -> SmtpServer:
    if not settings.server:
        raise UsageError(
            Message("The class file names no mail server."),
            next_step=Message("Add platforms.mail.server, such as smtp.school.example:587"),
        )
    password = None
    if settings.password is not None:
        password = read_secret(settings.password, context.class_.path.parent, "platforms.mail.password")
    return SmtpServer(settings, password, RetryPolicy())


def _written(mailing: Mailing, grades: ClassGrades, folder: Path) -> PushOutcome:
    planned = mailing.planned(grades, dry_run=True)
    write_folder(dict(mailing.files(planned.deliveries)), folder, grades.language)
    rows = [row_of(one, State.WRITTEN) for one in planned.deliveries]
    return PushOutcome(in_order([*rows, *planned.others], [one.who.id for one in grades.students], []))
