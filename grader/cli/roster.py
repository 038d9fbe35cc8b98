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
from grader.errors import UsageError
from grader.files import write_file
from grader.text.clean import one_line
from grader.text.values import quantity

command = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Manage class rosters.")

_SHOWN = 60
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


@command.callback()
def roster() -> None:
    """Manage class rosters."""


@command.command("import")
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
) -> None:
    """Convert a list of students to a roster. Without --output, only show how it is interpreted."""
    found = read_roster(file, ssh_user=ssh_user, host=host, encoding=encoding)
    if output is not None and output.exists() and (output.samefile(file) or not force):
        raise UsageError(
            "{file} already exists.",
            next_step="Choose another --output." if output.samefile(file) else "Add --force to overwrite it.",
            file=output,
        )
    _show(found, Console(highlight=False))
    if output is None:
        typer.echo("Nothing was written. To write the roster, add: --output roster.csv")
        return
    write_file(output, found.text())
    typer.echo(f"{output} was written. In your class file, add: roster: {output.name}")


def _show(found: Roster, console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    for title in ("column", "read as", "first student"):
        table.add_column(title)
    for column in found.columns:
        cells = (column.header, column.meaning or "kept unchanged", found.example(column))
        table.add_row(*(Text(one_line(text, _SHOWN)) for text in cells))
    console.print(table)
    form = f"{found.encoding} with {_DELIMITERS[found.delimiter]}" if found.delimiter else "an Excel workbook"
    console.print(f"{quantity(len(found.students), 'student')}, read as {form}.")
    for note in found.notes:
        console.print(Text(f"note: {one_line(note, 400)}"))
