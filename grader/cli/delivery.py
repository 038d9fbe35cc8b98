"""What the commands share that send something: progress, tables, exit codes."""

from __future__ import annotations

import shutil
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import BaseModel

from grader.classroom.class_context import ClassContext
from grader.cli.options import RecordFormat
from grader.delivery.pushing import Push, PushOutcome, carry_out, only_one
from grader.delivery.sending import UNDELIVERED, Listener, Row
from grader.delivery.table import line_of, rows_json, show_all, show_missing
from grader.errors import GraderError, UsageError
from grader.exports.grades import ClassGrades
from grader.i18n.languages import Language
from grader.message import Message
from grader.records.deliveries import Deliveries

Settings = TypeVar("Settings", bound=BaseModel)

_CLEAR_LINE = "\r\x1b[K"

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be sent to whom; send nothing.")]


def platform_of(settings: Settings | None, name: str, class_file: Path) -> Settings:
    """The settings of a platform.

    Raises:
        UsageError: the class file has none.
    """
    if settings is None:
        raise UsageError(
            Message("{file} has no settings for this.", file=class_file),
            next_step=Message("Add platforms.{name}, as docs/push.md describes it.", name=name),
        )
    return settings


def deliver(
    context: ClassContext, grades: ClassGrades, push: Push, service: str, format_: RecordFormat, *, dry_run: bool
) -> None:
    """Carry out a push and show its outcome.

    Raises:
        typer.Exit: something was not delivered; exit code 3.
        DeliveryError: the push stopped.
    """
    ledger = Deliveries.of(context.run, service)
    with nullcontext() if dry_run else only_one(context.results, service):
        listen = _progress(context.language)
        outcome = carry_out(push, grades, ledger, listen, dry_run=dry_run)
    if sys.stderr.isatty():
        sys.stderr.write(_CLEAR_LINE)
    show_outcome(outcome, format_, context.language, all_=dry_run)


def show_outcome(outcome: PushOutcome, format_: RecordFormat, language: Language, *, all_: bool = False) -> None:
    """Print every row, or those of what was not delivered, and choose the exit code.

    Raises:
        typer.Exit: something was not delivered; exit code 3.
        DeliveryError: the push stopped.
    """
    if format_ is RecordFormat.JSON:
        sys.stdout.write(rows_json(outcome.rows, language))
    else:
        from rich.console import Console  # noqa: PLC0415

        (show_all if all_ else show_missing)(outcome.rows, Console(highlight=False), language)
    if outcome.stopped is not None:
        raise outcome.stopped
    if any(row.state in UNDELIVERED for row in outcome.rows):
        raise typer.Exit(GraderError.exit_code)


def _progress(language: Language) -> Listener:
    """Writes a line for each score to standard error; on a terminal, each in place of the one before."""
    on_terminal = sys.stderr.isatty()
    width = shutil.get_terminal_size().columns - 1
    done = 0

    def listen(row: Row) -> None:
        nonlocal done
        done += 1
        line = f"[{done}] {line_of(row, language)}"
        sys.stderr.write(f"{_CLEAR_LINE}{line[:width]}" if on_terminal else f"{line}\n")
        sys.stderr.flush()

    return listen
