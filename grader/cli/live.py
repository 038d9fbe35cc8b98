"""A class run on a terminal: a table that is redrawn in place."""

from __future__ import annotations

from contextlib import AbstractContextManager

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from grader.classroom.grading import GradedRow
from grader.classroom.schedule import Event
from grader.cli.tally import Listener, Tally, line_of
from grader.text.clean import one_line

SHOWN = 12
"""How many running hosts the live table shows."""


def live(total: int, console: Console) -> tuple[AbstractContextManager[object], Listener]:
    """Show the running hosts and the progress of the run; finished students scroll by above."""
    tally = Tally(total)
    display = Live(console=console, refresh_per_second=8, transient=True, get_renderable=lambda: _table(tally))

    def listen(event: Event | GradedRow) -> None:
        tally.count(event)
        if isinstance(event, GradedRow):
            display.console.print(Text(line_of(event), style="red" if event.cause else ""), soft_wrap=True)

    return display, listen


def _table(tally: Tally) -> Table:
    table = Table.grid(padding=(0, 2))
    for student, at in list(tally.running.items())[:SHOWN]:
        table.add_row(Text(f"  {one_line(student)}"), at)
    if len(tally.running) > SHOWN:
        table.add_row(f"  … and {len(tally.running) - SHOWN} more", "")
    bar = ProgressBar(total=tally.total, completed=tally.done.total(), width=60)
    whole = Table.grid()
    for part in (table, bar, Text(tally.line())):
        whole.add_row(part)
    return whole
