"""How a class run shows itself while it goes on: a live table, plain lines, or JSON lines."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from grader.classroom.grading import Row
from grader.classroom.schedule import Ended, Event, Moved, Started
from grader.reports.clean import one_line
from grader.reports.values import number

SHOWN = 12
"""How many hosts under way the live table shows."""

Listener = Callable[[Event | Row], None]


@dataclass
class Tally:
    """Where a run stands."""

    total: int
    running: dict[str, str] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)

    def take(self, event: Event | Row) -> None:
        """Count an event."""
        match event:
            case Started(visit):
                self.running[visit.student] = "connecting"
            case Moved(visit, exercise):
                self.running[visit.student] = exercise
            case Row():
                self.running.pop(event.student, None)
                if event.final:
                    self.done["unreachable" if event.cause else "done"] += 1
            case Ended():
                pass  # what it brought comes as a row

    @property
    def waiting(self) -> int:
        return max(0, self.total - self.done.total() - len(self.running))

    @property
    def left(self) -> float | None:
        """Seconds until the end, judged by what was done so far; None when nothing was."""
        done = self.done.total()
        return (time.monotonic() - self.began) / done * (self.total - done) if done else None

    def line(self) -> str:
        """Done, running, waiting, unreachable, and how long it will still take."""
        left = "" if self.left is None else f", {clock(self.left)} left"
        return (
            f"{self.done['done']} done, {len(self.running)} running, {self.waiting} waiting, "
            f"{self.done['unreachable']} unreachable of {self.total}{left}"
        )


def clock(seconds: float) -> str:
    """Seconds as 1:05, or 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def scores(row: Row) -> str:
    """A row's points, exercise by exercise; a dash where the grader could not tell."""
    return "  ".join(f"{name} {'–' if score is None else number(score)}" for name, score in row.scores.items())


def live(total: int, console: Console) -> tuple[AbstractContextManager[object], Listener]:
    """A table that is drawn anew in place; what ends scrolls by above it."""
    tally = Tally(total)
    shown = Live(console=console, refresh_per_second=8, transient=True, get_renderable=lambda: _drawn(tally))

    def on(event: Event | Row) -> None:
        tally.take(event)
        if isinstance(event, Row):
            shown.console.print(Text(_row(event), style="red" if event.cause else ""), soft_wrap=True)

    return shown, on


def plain(total: int, stream: TextIO) -> tuple[AbstractContextManager[object], Listener]:
    """A line for each student who is done, for logs."""
    tally = Tally(total)

    def on(event: Event | Row) -> None:
        tally.take(event)
        if isinstance(event, Row):
            stream.write(f"[{tally.done.total()}/{total}] {_row(event)}\n")
            stream.flush()

    return nullcontext(), on


def jsonl(total: int, stream: TextIO) -> tuple[AbstractContextManager[object], Listener]:
    """One JSON object a line: started, exercise, ended."""
    tally = Tally(total)

    def on(event: Event | Row) -> None:
        tally.take(event)
        said = _said(event)
        if said:
            counts = {"done": tally.done["done"], "unreachable": tally.done["unreachable"], "total": total}
            stream.write(json.dumps({**said, **counts}, ensure_ascii=False) + "\n")
            stream.flush()

    return nullcontext(), on


def quiet(stream: TextIO) -> tuple[AbstractContextManager[object], Listener]:
    """Nothing but the hosts that were not reached."""

    def on(event: Event | Row) -> None:
        if isinstance(event, Row) and event.cause and event.final:
            stream.write(f"{_row(event)}\n")
            stream.flush()

    return nullcontext(), on


def chosen(kind: str | None, total: int, *, silent: bool) -> tuple[AbstractContextManager[object], Listener]:
    """The progress asked for; by default live on a terminal and plain lines elsewhere."""
    if silent:
        return quiet(sys.stderr)
    console = Console(stderr=True, highlight=False)
    kind = kind or ("live" if console.is_terminal else "plain")
    match kind:
        case "live":
            return live(total, console)
        case "jsonl":
            return jsonl(total, sys.stdout)
        case _:
            return plain(total, sys.stderr)


def _said(event: Event | Row) -> dict[str, object]:
    match event:
        case Started(visit):
            return {"event": "started", "student": visit.student}
        case Moved(visit, exercise):
            return {"event": "exercise", "student": visit.student, "exercise": exercise}
        case Row():
            return {
                "event": "ended" if event.final else "retry",
                "student": event.student,
                "scores": dict(event.scores),
                "cause": event.cause,
                "seconds": round(event.seconds, 2),
            }
        case _:
            return {}


def _row(row: Row) -> str:
    said = f"{one_line(row.student)}  {one_line(row.name, 40)}  "
    if row.cause:
        again = "" if row.final else " – will be tried again"
        return f"{said}{one_line(row.cause, 200)}{again}"
    return f"{said}{scores(row)}  {row.seconds:.1f} s"


def _drawn(tally: Tally) -> Table:
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
