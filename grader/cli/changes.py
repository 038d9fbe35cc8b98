"""What commands that change records share: who makes the change and why, and what it changes."""

from __future__ import annotations

import getpass
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from grader.classroom.classes import Class
from grader.cli import options as opt
from grader.cli.class_file import words_for
from grader.cli.output import show_page
from grader.errors import UsageError
from grader.i18n.catalogue import translator
from grader.records.differences import Differences
from grader.records.entries import Reason
from grader.reports.differences import differences_json, render_differences
from grader.reports.summary import kind_word

Why = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="Reason to record with the change.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who makes the change. Default: your login name.")]


def reason(by: str | None, why: str | None) -> Reason:
    """Who makes a change, why, and with which command.

    Raises:
        UsageError: nobody is named, and this user has no name.
    """
    try:
        return Reason(by or getpass.getuser(), why, shlex.join(sys.argv[1:]))
    except (KeyError, OSError) as error:  # a user without a name, as in some containers
        raise UsageError("Your login name is unknown.", next_step="Name yourself: --by NAME") from error


def show_differences(
    found: Differences,
    format_: opt.RecordFormat,
    page: Path | None,
    class_: Class,
    language: str,
    *,
    dry_run: bool = False,
) -> None:
    """Print what a change changes, and how to undo it."""
    if format_ is opt.RecordFormat.JSON:
        typer.echo(differences_json(found), nl=False)
        return
    _ = translator(language)
    render_differences(found, Console(highlight=False), language)
    if dry_run:
        typer.echo(_("Dry run: nothing was written."))
    elif found.run is not None:
        command = " ".join(filter(None, ["grader undo", words_for(class_), found.run[:8]]))
        said = [_("Recorded as {kind} {id}.").format(kind=kind_word(found.kind, language), id=found.run[:8])]
        if found.kind != "undo":
            said.append(_("To undo it, run: {command}").format(command=command))
        typer.echo(" ".join(said))
    if page is not None:
        show_page(page)
