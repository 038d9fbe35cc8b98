"""Shows the ledger of deliveries: what was sent to whom, when, and what was answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.i18n.catalogue import translator
from grader.records.deliveries import Deliveries, StoredDelivery
from grader.records.runs import Run
from grader.text.clean import one_line

SERVICES = ("lti", "moodle", "canvas", "mail")
_SHOWN = 60

Entry = tuple[str, StoredDelivery]
"""A service, and a delivery to it."""


def deliveries_of(run: Run, students: Sequence[str]) -> list[Entry]:
    """All deliveries of the run's class to these students, oldest first."""
    chosen = set(students)
    found = [(name, one) for name in SERVICES for one in Deliveries.of(run, name).all() if one.student in chosen]
    return sorted(found, key=lambda entry: entry[1].created)


def show_log(entries: Sequence[Entry], console: Console, language: str, moment: Callable[..., str]) -> None:
    """Print a table of deliveries.

    Args:
        entries: what to print.
        console: where to print it.
        language: of the words.
        moment: a time as the class reads it.
    """
    _ = translator(language)
    table = Table(_("time"), _("service"), _("ID"), _("exercise"), _("points"), _("answer"), box=box.SIMPLE_HEAD)
    for service, one in entries:
        answer = (one.answer or "") if one.answered else _("no answer")
        symbol = {True: "✓", False: "✗", None: "?"}[one.accepted]
        cells = (moment(one.created), service, one.student, one.exercise, _points(one), f"{symbol} {answer}")
        table.add_row(*(Text(one_line(cell, _SHOWN), overflow="fold") for cell in cells))
    if entries:
        console.print(table)
    else:
        console.print(Text(_("Nothing was sent.")))


def log_json(entries: Sequence[Entry]) -> str:
    """The deliveries as JSON, with all that is on record."""
    listed = [
        {
            "service": service,
            "student": one.student,
            "exercise": one.exercise or None,
            "target": one.target,
            "recipient": one.recipient,
            "content": one.content,
            "stamped": one.stamped.isoformat(),
            "created": one.created.isoformat(),
            "answered": one.answered.isoformat() if one.answered else None,
            "accepted": one.accepted,
            "answer": one.answer,
        }
        for service, one in entries
    ]
    return json.dumps({"schema": "grader.delivery-log/1", "deliveries": listed}, ensure_ascii=True, indent=2) + "\n"


def _points(one: StoredDelivery) -> str:
    content = one.content if isinstance(one.content, dict) else {}
    score, maximum = content.get("score"), content.get("maximum")
    if not isinstance(score, int | float) or not isinstance(maximum, int | float):
        return ""
    return f"{score:g}/{maximum:g}"
