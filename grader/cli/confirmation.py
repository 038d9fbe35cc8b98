"""Asks before something is deleted for good."""

from __future__ import annotations

import sys

import typer

from grader.errors import UsageError
from grader.i18n.catalogue import translator


def confirm(question: str, language: str, *, yes: bool) -> None:
    """Go on if the user agrees, on the terminal or with `--yes`.

    Raises:
        UsageError: there is no terminal to ask on.
        typer.Exit: the user says no; exit code 1.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to confirm on; nothing was deleted.", next_step="Add --yes.")
    if not typer.confirm(question):
        _ = translator(language)
        typer.echo(_("Nothing was deleted."))
        raise typer.Exit(1)
