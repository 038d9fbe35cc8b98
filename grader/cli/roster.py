"""`grader roster`: converts a learning platform's list of students to a roster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.classroom.roster.roster import Roster, read_roster
from grader.cli import options as opt
from grader.cli.help import CommandWithArguments, examples
from grader.errors import UsageError
from grader.files import write_file
from grader.i18n.catalogue import plural_translator, translator
from grader.text.clean import one_line

command = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Manage class rosters.")

_SHOWN = 60
_PREVIEWED = 3


@command.callback()
def roster() -> None:
    """Manage class rosters."""


@command.command("import", cls=CommandWithArguments, epilog=examples("roster import"))
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV file or .xlsx workbook, as your learning platform exports it.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the roster to FILE.")
    ] = None,
    ssh_user: Annotated[
        str, typer.Option("--ssh-user", metavar="USER", help="Login account for hosts that do not name one.")
    ] = "",
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="PATTERN",
            help="Host for rows that do not name one, such as lab-{n:02}, where {n} is the row number; "
            "{id} and {username} also work.",
        ),
    ] = "",
    encoding: Annotated[
        str,
        typer.Option(
            "--encoding",
            metavar="NAME",
            help="Encoding of a CSV file, such as cp949, cp1252 or cp1250, if it cannot be detected.",
        ),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Overwrite the output file if it exists.")] = False,
    lang: opt.LangOption = None,
) -> None:
    """Convert a list of students to a roster. Without --output, only show how it is interpreted."""
    found = read_roster(file, ssh_user=ssh_user, host=host, encoding=encoding)
    if output is not None and output.exists() and (output.samefile(file) or not force):
        raise UsageError(
            "{file} already exists.",
            next_step="Choose another --output." if output.samefile(file) else "Add --force to overwrite it.",
            file=output,
        )
    language = opt.language(lang)
    _ = translator(language)
    _show(found, Console(highlight=False), language)
    if output is None:
        typer.echo(_("Nothing was written. To write the roster, add: --output roster.csv"))
        return
    write_file(output, found.text())
    written = _("{path} was written. In your class file, add: roster: {name}")
    typer.echo(written.format(path=output, name=output.name))


def _show(found: Roster, console: Console, language: str) -> None:
    _ = translator(language)
    n_ = plural_translator(language)
    columns = Table(_("column"), _("read as"), _("first student"), box=box.SIMPLE_HEAD)
    for column in found.columns:
        columns.add_row(*_cells(column.header, column.meaning or _("kept unchanged"), found.example(column)))
    console.print(columns)
    count = len(found.students)
    shown = found.students[:_PREVIEWED]
    console.print(
        n_("The first student, as grader reads the row:", "The first students, as grader reads the rows:", len(shown))
    )
    rows = Table(_("ID"), _("name"), _("host"), _("section"), box=box.SIMPLE_HEAD)
    for student in shown:
        rows.add_row(*_cells(student.id, student.name, student.host, student.section))
    console.print(rows)
    form = _form(found, language)
    console.print(n_("{n} student, read as {form}.", "{n} students, read as {form}.", count).format(n=count, form=form))
    for note in found.notes:
        console.print(Text(_("note: {note}").format(note=one_line(note, 400))))


def _cells(*texts: str) -> list[Text]:
    return [Text(one_line(text, _SHOWN), overflow="fold") for text in texts]


def _form(found: Roster, language: str) -> str:
    _ = translator(language)
    if not found.delimiter:
        return _("an Excel workbook")
    delimiters = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("vertical bars")}
    return _("{encoding} with {delimiter}").format(encoding=found.encoding, delimiter=delimiters[found.delimiter])
