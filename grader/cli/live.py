"""A class run on a terminal: a table that is redrawn in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager

from rich.cells import cell_len
from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from grader.classroom.grading import GradedRow
from grader.classroom.schedule import Event
from grader.cli.tally import Listener, Tally, parts_of
from grader.i18n.catalogue import translator
from grader.i18n.languages import SOURCE
from grader.text.clean import one_line
from grader.text.terminal import Terminal

SHOWN = 12
"""How many running hosts the live table shows."""


def live(total: int, console: Console, language: str = SOURCE) -> tuple[AbstractContextManager[object], Listener]:
    """Show the running hosts and the progress of the run; finished students scroll by above."""
    tally, terminal = Tally(total, language), Terminal(console)
    display = Live(console=console, refresh_per_second=8, transient=True, get_renderable=lambda: _table(tally))

    def listen(event: Event | GradedRow) -> None:
        tally.count(event)
        if isinstance(event, GradedRow):
            lines = Text("\n").join(_filled(parts_of(event, language), terminal))
            display.console.print(lines, style="red" if event.cause else "", soft_wrap=True)

    return display, listen


def _filled(parts: Iterable[str], terminal: Terminal) -> Iterator[Text]:
    """The parts in lines, two columns apart; a part goes to the next line as a whole, or is wrapped between words."""
    line = ""
    for part in parts:
        longer = f"{line}  {part}" if line else part
        if line and cell_len(longer) > terminal.width:
            yield from terminal.paragraph(line)
            longer = f"    {part}"
        line = longer
    yield from terminal.hanging(Text("    "), Text(line.strip())) if line.startswith(" ") else terminal.paragraph(line)


def _table(tally: Tally) -> Table:
    table = Table.grid(padding=(0, 2))
    for student, at in list(tally.running.items())[:SHOWN]:
        table.add_row(Text(f"  {one_line(student)}"), at)
    if len(tally.running) > SHOWN:
        _ = translator(tally.language)
        more = _("and {n} more").format(n=len(tally.running) - SHOWN)
        table.add_row(f"  … {more}", "")
    bar = ProgressBar(total=tally.total, completed=tally.done.total(), width=60)
    whole = Table.grid()
    for part in (table, bar, Text(tally.line())):
        whole.add_row(part)
    return whole
