"""`grader roster`: from a learning platform's list of students to a roster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.classroom.roster.columns import Column
from grader.classroom.roster.read import Roster, read_roster
from grader.errors import UsageError
from grader.files import write_file
from grader.text.clean import one_line
from grader.text.values import quantity

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Read lists of students, for grader grade.")

_SHOWN = 60
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@app.callback()
def roster() -> None:
    """Read lists of students, for grader grade."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV as your learning platform exports it.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the roster there, such as roster.csv.")
    ] = None,
    ssh_user: Annotated[
        str, typer.Option("--ssh-user", metavar="USER", help="Who logs in where a host does not say.")
    ] = "",
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="PATTERN",
            help="Hosts of rows without one, such as lab-{n:02}; {id} and {username} work too.",
        ),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace the file that --output names.")] = False,
) -> None:
    """Show how a list of students is understood, and write it as a roster."""
    found = read_roster(file, ssh_user=ssh_user, host=host)
    if output is not None and output.exists() and (output.samefile(file) or not force):
        raise UsageError(
            f"{output} is there already.",
            next_step="Choose another --output." if output.samefile(file) else "Add --force to replace it.",
        )
    _show(found, Console(highlight=False))
    if output is None:
        typer.echo("Nothing was written. To write the roster, add: --output roster.csv")
        return
    write_file(output, found.text())
    typer.echo(f"{output} is written. Name it in your class file: roster: {output.name}")


def _show(found: Roster, console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    for title in ("column", "read as", "first student"):
        table.add_column(title)
    for column in found.columns:
        table.add_row(
            *(Text(one_line(text, _SHOWN)) for text in (column.header, _meaning(column), _cell(found, column)))
        )
    console.print(table)
    delimiter = _DELIMITERS[found.delimiter]
    console.print(f"{quantity(len(found.students), 'student')}, read as {found.encoding} with {delimiter}.")
    for note in found.notes:
        console.print(Text(f"note: {one_line(note, 400)}"))


def _meaning(column: Column) -> str:
    return column.meaning or "kept as it is"


def _cell(found: Roster, column: Column) -> str:
    student = found.students[0]
    if not column.meaning:
        return student.columns[column.header]
    if column.meaning in {"first_name", "last_name"}:
        return student.name
    if column.meaning in {"port", "ssh_user"}:
        return student.host
    kind, _, exercise = column.meaning.partition(" ")
    values = {"extension": student.extensions, "due": student.dues}.get(kind, {})
    return str(values.get(exercise, "")) if exercise else str(getattr(student, kind) or "")
