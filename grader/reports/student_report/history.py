"""The history of a student, as text and as JSON."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from grader.i18n.catalogue import plural_translator, translator
from grader.i18n.error_translation import in_language
from grader.message import Message
from grader.records.events import Event
from grader.reports.json_output import strict_json
from grader.reports.summary import attempt_label, kind_word
from grader.text.clean import one_line, visible
from grader.text.terminal import Terminal
from grader.text.values import number, points

_INDENT = 4


def render_history(student: str, found: Sequence[Event], console: Console, language: str) -> None:
    """Print one paragraph per event, oldest first."""
    terminal = Terminal(console)
    terminal.print([Text(one_line(student, 120), style="bold")])
    for event in found:
        terminal.print(_lines(event, terminal, language))


def history_json(student: str, found: Sequence[Event]) -> str:
    """The history as JSON, `grader.history/1`."""
    return strict_json(
        {"schema": "grader.history/1", "student": student, "events": [_document(event) for event in found]}
    )


def _lines(event: Event, terminal: Terminal, language: str) -> Iterator[Text]:
    _, n_ = translator(language), plural_translator(language)
    head = f"{event.at:%Y-%m-%d %H:%M %Z}  {event.exercise}  {kind_word(event.kind, language)} {event.run[:8]}"
    yield from terminal.row(Text(), Text(head), Text(_move(event, language)))
    place = event.place and attempt_label(event.place, language)
    yield from terminal.paragraph(place, _INDENT, "dim") if place else ()
    by = _("by {name}").format(name=event.made_by) if event.made_by else ""
    details = "; ".join(in_language(one, language) if isinstance(one, Message) else one for one in event.details)
    for text in (": ".join(filter(None, (by, event.why))), details):
        if text:
            yield from terminal.paragraph(visible(text, 600), _INDENT, "dim")
    if event.late is not None and event.late.days:
        late = n_("{n} day late, {kept} % kept", "{n} days late, {kept} % kept", event.late.days)
        late = late.format(n=event.late.days, kept=number(event.late.percent_kept))
        yield from terminal.paragraph(late, _INDENT, "dim")
    for check, before, after in event.checks:
        yield from terminal.paragraph(f"{one_line(check, 60)}  {_points(before)} → {_points(after)}", _INDENT)


def _move(event: Event, language: str) -> str:
    _ = translator(language)
    if event.attempt is None:
        return _("no score changed")
    after = _("not graded") if event.after is None else points(event.after, event.max_score or 0.0)
    return after if event.kind == "grade" else f"{_points(event.before)} → {after}"


def _points(value: float | None) -> str:
    return "–" if value is None else number(value)


def _document(event: Event) -> dict[str, object]:
    late = event.late
    return {
        "at": utc(event.at),
        "kind": event.kind,
        "exercise": event.exercise,
        "run": event.run,
        "made_by": event.made_by,
        "why": event.why,
        "said": event.said,
        "attempt": event.attempt,
        "place": dataclasses.asdict(event.place) if event.place else None,
        "points": {"before": event.before, "after": event.after},
        "max_points": event.max_score,
        "late": {"days": late.days, "percent_kept": late.percent_kept} if late else None,
        "checks": [{"id": check, "before": before, "after": after} for check, before, after in event.checks],
    }


def utc(moment: datetime.datetime) -> str:
    """A time in ISO 8601 format, in UTC, with Z."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
