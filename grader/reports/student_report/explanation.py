"""Explanations for appeals: why checks ended as they did, with the facts, as text, as a page and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from grader.checks.verdict import Status
from grader.evidence.facts import Fact, raw
from grader.grading.answers import answer
from grader.grading.result import CheckResult
from grader.i18n.catalogue import translator
from grader.records.events import Event
from grader.reports.pages import page
from grader.reports.student_report.history import utc
from grader.reports.summary import SYMBOLS, differences, reason, status_word
from grader.text.clean import one_line, truncate, visible
from grader.text.terminal import Terminal, max_width, pad
from grader.text.values import number, points

ANSWER_CHARACTERS = 20_000
"""The length up to which an answer is shown; the evidence file has all of it."""
FACTS = 30
"""The number of facts that are shown per check."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A check with everything that its points are based on."""

    check: CheckResult
    """The result that counts."""
    concluded: CheckResult
    """The check's own conclusion; it differs if an instructor overrode it."""
    by_hand: bool
    """Whether an instructor overrode the check."""
    hint: str
    """The rubric's hint, even if the check passed."""
    facts: tuple[Fact, ...]
    events: tuple[Event, ...]
    """The changes of its points since grading."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Checks of one student's attempt that counts."""

    student: str
    name: str
    exercise: str
    title: str
    host: str
    started: str
    checks: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question to the host and its answer, ready to be shown."""

    asked: str
    answered: str

    @property
    def lines(self) -> list[str]:
        """The lines of the answer."""
        return self.answered.splitlines()


def exchanges(facts: Sequence[Fact], language: str) -> list[Exchange]:
    """The facts in the order of recording; a last entry counts those left out."""
    _ = translator(language)
    shown = [
        Exchange(visible(_asked(fact), 1_000), visible(answer(fact, _readable), ANSWER_CHARACTERS))
        for fact in facts[:FACTS]
    ]
    left = len(facts) - len(shown)
    return [*shown, Exchange(_("and {n} more").format(n=left), "")] if left > 0 else shown


def render_explanation(found: Explanation, console: Console, language: str) -> None:
    """Print the checks one after the other."""
    terminal = Terminal(console)
    _ = translator(language)
    head = f"{found.student} {found.name} · {found.exercise} – {found.title}"
    terminal.print(terminal.paragraph(one_line(head, 240), style="bold"))
    terminal.print(terminal.paragraph(one_line(f"{found.host} · {found.started}", 240), style="dim"))
    for shown in found.checks:
        terminal.print([Text()])
        terminal.print(_check(shown, terminal, language))


def explanation_html(found: Explanation, language: str, templates: Path | None = None) -> str:
    """Render a page that can be sent to the student."""
    _ = translator(language)
    return page(
        "explanation.html.j2",
        language,
        templates,
        found=found,
        checks=[
            {
                "shown": shown,
                "said": reason(shown.check, language),
                "own": _("Its own result: {said}").format(said=_own(shown, language)) if shown.by_hand else None,
                "differences": differences(shown.concluded, language),
                "events": [_event(event, shown.check.id, language) for event in shown.events],
                "facts": exchanges(shown.facts, language),
            }
            for shown in found.checks
        ],
    )


def explanation_document(found: Explanation, language: str) -> dict[str, object]:
    """The explanation for programs, `grader.explanation/1`."""
    return {
        "schema": "grader.explanation/1",
        "student": found.student,
        "exercise": found.exercise,
        "host": found.host,
        "started": found.started,
        "checks": [
            {
                **shown.check.model_dump(mode="json"),
                "concluded": shown.concluded.model_dump(mode="json"),
                "events": [
                    {"at": utc(event.at), "kind": event.kind, "run": event.run, "why": event.why, "said": event.details}
                    for event in shown.events
                ],
                "facts": [{"asked": one.asked, "answered": one.answered} for one in exchanges(shown.facts, language)],
            }
            for shown in found.checks
        ],
    }


def _check(shown: Shown, terminal: Terminal, language: str) -> Iterator[Text]:
    _ = translator(language)
    check = shown.check
    symbol = status_word(check.status, language) if terminal.plain else f"{SYMBOLS[check.status]} "
    word = "" if terminal.plain else status_word(check.status, language)
    left = Text(f"{symbol}{word}  ", style="bold")
    yield from terminal.row(left, Text(one_line(check.title, 300)), Text(points(check.points, check.max_points)))
    rows = [(_("check"), check.id), *_rows(shown, language), (_("hint"), shown.hint)]
    column = max_width(name for name, _text in rows)
    for name, text in rows:
        yield from terminal.hanging(Text.assemble("  ", (pad(name, column), "dim"), "  "), Text(visible(text, 2_000)))
    for event in shown.events:
        yield from terminal.paragraph(_event(event, check.id, language), 2)
    for one in exchanges(shown.facts, language):
        yield from terminal.paragraph(f"$ {one.asked}" if one.answered else one.asked, 2, "bold")
        yield from (Text(f"    {line}") for line in one.lines)
    if not shown.facts:
        yield from terminal.paragraph(_("No facts were recorded for this check."), 2, "dim")


def _rows(shown: Shown, language: str) -> Iterator[tuple[str, str]]:
    """The findings; if the check was overridden, also its own conclusion."""
    _ = translator(language)
    said = reason(shown.check, language)
    if said:
        yield _("result"), said
    if shown.by_hand:
        yield _("check's own result"), _own(shown, language)
    if shown.check.status is Status.BLOCKED and shown.check.blocked_by:
        yield _("depends on"), shown.check.blocked_by
    yield from differences(shown.concluded, language)


def _own(shown: Shown, language: str) -> str:
    """The check's own conclusion."""
    said = (status_word(shown.concluded.status, language), reason(shown.concluded, language))
    return ": ".join(filter(None, said))


def _event(event: Event, check: str, language: str) -> str:
    """A change of this check's points in one line, without who made it."""
    _ = translator(language)
    kinds = {
        "grade": _("graded"),
        "regrade": _("regraded from evidence"),
        "rescore": _("rescored"),
        "override": _("set by hand"),
        "undo": _("change undone"),
    }
    moves = [f"{_points(before)} → {_points(after)}" for id_, before, after in event.checks if id_ == check]
    why = _("Reason: {reason}").format(reason=one_line(event.why, 600)) if event.why else ""
    return " · ".join(filter(None, (f"{event.at:%Y-%m-%d %H:%M} UTC", kinds[event.kind], *moves, why)))


def _points(value: float | None) -> str:
    return "?" if value is None else number(value)


def _asked(fact: Fact) -> str:
    if fact.command is not None:
        return fact.command
    sent = raw(fact.sent).decode("utf-8", "replace")
    return f"{fact.request} {sent}".rstrip()


def _readable(body: bytes) -> str:
    """An Engine's answer, with indented JSON so that it is cut at a line."""
    text = body.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=1, ensure_ascii=False)
    except (ValueError, RecursionError):
        return truncate(text, ANSWER_CHARACTERS)
