"""Shows the progress of a class run: a live table, plain lines, or JSON lines."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TextIO

from grader.classroom.grading import GradedRow
from grader.classroom.schedule import Event, VisitMoved, VisitStarted
from grader.cli.tally import Listener, Tally, line_of
from grader.i18n.languages import SOURCE


def plain(total: int, stream: TextIO, language: str = SOURCE) -> tuple[AbstractContextManager[object], Listener]:
    """Write one line for each finished student, for logs."""
    tally = Tally(total)

    def listen(event: Event | GradedRow) -> None:
        tally.count(event)
        if isinstance(event, GradedRow):
            stream.write(f"[{tally.done.total()}/{total}] {line_of(event, language)}\n")
            stream.flush()

    return nullcontext(), listen


def jsonl(total: int, stream: TextIO) -> tuple[AbstractContextManager[object], Listener]:
    """Write one JSON object per line: started, exercise, ended, retry."""
    tally = Tally(total)

    def listen(event: Event | GradedRow) -> None:
        tally.count(event)
        document = _document(event)
        if document:
            counts = {"done": tally.done["done"], "unreachable": tally.done["unreachable"], "total": total}
            stream.write(json.dumps({**document, **counts}, ensure_ascii=False) + "\n")
            stream.flush()

    return nullcontext(), listen


def quiet(stream: TextIO, language: str = SOURCE) -> tuple[AbstractContextManager[object], Listener]:
    """Write only the hosts that could not be reached."""

    def listen(event: Event | GradedRow) -> None:
        if isinstance(event, GradedRow) and event.cause and event.final:
            stream.write(f"{line_of(event, language)}\n")
            stream.flush()

    return nullcontext(), listen


def chosen(
    kind: str | None, total: int, language: str, *, silent: bool
) -> tuple[AbstractContextManager[object], Listener]:
    """The chosen display and what feeds it events; by default live on a terminal and plain lines elsewhere."""
    if silent:
        return quiet(sys.stderr, language)
    match kind or ("live" if sys.stderr.isatty() else "plain"):
        case "live":
            from rich.console import Console  # noqa: PLC0415  what is read by programs does without Rich

            from grader.cli.live import live  # noqa: PLC0415

            return live(total, Console(stderr=True, highlight=False), language)
        case "jsonl":
            return jsonl(total, sys.stdout)
        case _:
            return plain(total, sys.stderr, language)


def _document(event: Event | GradedRow) -> dict[str, object]:
    match event:
        case VisitStarted(visit):
            return {"event": "started", "student": visit.student}
        case VisitMoved(visit, exercise):
            return {"event": "exercise", "student": visit.student, "exercise": exercise}
        case GradedRow():
            return {
                "event": "ended" if event.final else "retry",
                "student": event.student,
                "scores": dict(event.scores),
                "cause": None if event.cause is None else str(event.cause),
                "seconds": round(event.seconds, 2),
            }
        case _:
            return {}
