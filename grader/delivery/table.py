"""Shows what became of scores and messages: as a table, as a summary with what is missing, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.delivery.sending import UNDELIVERED, Row, State
from grader.i18n.catalogue import translator
from grader.i18n.error_translation import in_language
from grader.message import Message
from grader.text.clean import one_line

_SHOWN = 60
_SHOWN_REASON = 300
_SYMBOLS = {State.SENT: "✓", State.WRITTEN: "✓", State.UNCHANGED: "✓", State.TO_SEND: "→", State.NO_RESULT: "–"}


def state_word(state: State, language: str) -> str:
    """What became of a score, for people."""
    _ = translator(language)
    return {
        State.SENT: _("sent"),
        State.WRITTEN: _("written"),
        State.UNCHANGED: _("already there"),
        State.TO_SEND: _("to be sent"),
        State.REFUSED: _("refused"),
        State.UNANSWERED: _("no answer"),
        State.NOT_SENT: _("not sent"),
        State.UNMATCHED: _("not found"),
        State.NO_RESULT: _("no result"),
    }[state]


def show_all(rows: Sequence[Row], console: Console, language: str) -> None:
    """Print every row, and the counts."""
    if rows:
        console.print(_table(rows, language))
    console.print(Text(counts(rows, language)))


def show_missing(rows: Sequence[Row], console: Console, language: str) -> None:
    """Print the rows of what was not delivered, and the counts."""
    show = [row for row in rows if row.state in UNDELIVERED]
    if show:
        console.print(_table(show, language))
    console.print(Text(counts(rows, language)))


def counts(rows: Iterable[Row], language: str) -> str:
    """How many rows there are in each state: `sent: 17, refused: 1`."""
    found = Counter(row.state for row in rows)
    _ = translator(language)
    said = [f"{state_word(state, language)}: {found[state]}" for state in State if found[state]]
    return ", ".join(said) or _("There is nothing to send.")


def line_of(row: Row, language: str) -> str:
    """A row in one line, for the progress."""
    words = (row.student, row.exercise, row.value, state_word(row.state, language), _reason(row, language))
    return one_line("  ".join(word for word in words if word), _SHOWN_REASON)


def rows_json(rows: Sequence[Row], language: str) -> str:
    """The rows as JSON."""
    listed = [
        {
            "student": row.student,
            "exercise": row.exercise or None,
            "recipient": row.recipient or None,
            "value": row.value or None,
            "state": row.state.value,
            "reason": _reason(row, language) or None,
        }
        for row in rows
    ]
    return json.dumps({"schema": "grader.deliveries/1", "rows": listed}, ensure_ascii=True, indent=2) + "\n"


def _table(rows: Sequence[Row], language: str) -> Table:
    _ = translator(language)
    heads = ["", _("ID"), _("exercise"), _("recipient"), _("points"), _("outcome")]
    lines = [_cells(row, language) for row in rows]
    used = [index for index in range(len(heads)) if any(line[index] for line in lines)]
    table = Table(*(heads[index] for index in used), box=box.SIMPLE_HEAD)
    for line in lines:
        table.add_row(*(Text(line[index], overflow="fold") for index in used))
    return table


def _cells(row: Row, language: str) -> list[str]:
    said, reason = state_word(row.state, language), _reason(row, language)
    short = (_SYMBOLS.get(row.state, "✗"), row.student, row.exercise, row.recipient, row.value)
    outcome = f"{said}: {reason}" if reason else said
    return [*(one_line(cell, _SHOWN) for cell in short), one_line(outcome, _SHOWN_REASON)]


def _reason(row: Row, language: str) -> str:
    return in_language(row.reason, language) if isinstance(row.reason, Message) else row.reason
