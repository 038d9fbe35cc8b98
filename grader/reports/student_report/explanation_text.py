"""Explanations for appeals as text: one check in at most 40 lines of 80 columns, or with its facts in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from grader.checks.verdict import Status
from grader.grading.result import Excerpt
from grader.i18n.catalogue import translator
from grader.reports.student_report.explanation import (
    Explanation,
    Shown,
    by_hand,
    event_line,
    exchanges,
    own_conclusion,
)
from grader.reports.summary import SYMBOLS, attempt_label, differences, reason, status_word
from grader.text.clean import one_line, visible
from grader.text.terminal import Terminal, max_width, pad
from grader.text.values import points

MOST_LINES = 40
"""The most lines of one check, with the head."""

_MOST_OF_ROW = 4
"""The most lines of a sentence, a value or a hint."""

_MOST_EVENTS = 3
_LEAST_OF_EXCERPT = 4
_ELLIPSIS = "…"


def render_explanation(found: Explanation, console: Console, language: str, *, facts: bool = False) -> None:
    """Print the checks one after the other. With `facts`, everything is shown in full."""
    terminal = Terminal(console)
    when = f"{found.reached:%Y-%m-%d %H:%M %Z}"
    about = " · ".join(filter(None, (found.host, when, attempt_label(found.place, language))))
    title = one_line(f"{found.exercise} – {found.title}", 240)
    score = "" if found.score is None else points(found.score, found.max_score)
    head = [
        *_first(terminal.paragraph(one_line(f"{found.student} {found.name}", 240), style="bold"), 1),
        *_first(terminal.row(Text(), Text(title, style="bold"), Text(score)), 1),
        *_first(terminal.paragraph(one_line(about, 240), style="dim"), 1),
        *(terminal.paragraph(one_line(found.note, 240)) if found.note else ()),
    ]
    terminal.print(head)
    for position, shown in enumerate(found.checks):
        folded = shown.folded and not facts
        if not (folded and position and found.checks[position - 1].folded):
            terminal.print([Text()])
        if folded:
            terminal.print(_brief(shown, terminal, language))
            continue
        printer = _Printer(found, terminal, language)
        terminal.print(printer.in_full(shown) if facts else printer.in_short(shown, MOST_LINES - len(head) - 1))


def _brief(shown: Shown, terminal: Terminal, language: str) -> Iterator[Text]:
    """A check in a line, and the instructor's reason if it was set by hand."""
    check = shown.check
    yield from _title(shown, terminal, language)
    if shown.by_hand and check.message:
        yield from terminal.paragraph(one_line(check.message, 600), 4, "dim")


def _title(shown: Shown, terminal: Terminal, language: str) -> Iterator[Text]:
    check = shown.check
    word = status_word(check.status, language)
    left = Text(f"{word}  " if terminal.plain else f"{SYMBOLS[check.status]} {word}  ", style="bold")
    title = one_line(check.title, 300)
    text = Text.assemble(title, (f" ({check.id})", "dim")) if shown.folded else Text(title)
    if shown.folded and check.status is Status.BLOCKED and check.blocked_by:
        _ = translator(language)
        text.append(f" – {_('depends on {check}').format(check=check.blocked_by)}", style="dim")
    yield from terminal.row(left, text, Text(points(check.points, check.max_points)))


def _first(lines: Iterator[Text], most: int) -> list[Text]:
    """The first lines, with an ellipsis if there are more."""
    kept = list(lines)
    if len(kept) > most:
        kept = kept[:most]
        kept[-1] = Text.assemble(kept[-1][: max(0, len(kept[-1]) - 2)], _ELLIPSIS)
    return kept


class _Printer:
    """Lays out the checks of one explanation."""

    def __init__(self, found: Explanation, terminal: Terminal, language: str) -> None:
        self._found = found
        self._terminal = terminal
        self._language = language

    def in_short(self, shown: Shown, room: int) -> Iterator[Text]:
        """A check in so many lines."""
        _ = translator(self._language)
        head = [*_first(_title(shown, self._terminal, self._language), 2), *self._rows(shown, _MOST_OF_ROW)]
        for event in shown.events[-_MOST_EVENTS:]:
            head += _first(self._terminal.paragraph(event_line(event, shown.check.id, self._language), 2), 2)
        yield from head
        end = list(self._by_hand(shown))
        if shown.facts:
            yield from self._excerpts(shown.concluded.evidence, room - len(head) - len(end))
        elif shown.check.status is not Status.BLOCKED:
            yield from self._terminal.paragraph(_("No facts were recorded for this check."), 2, "dim")
        yield from end

    def in_full(self, shown: Shown) -> Iterator[Text]:
        """A check with all facts that it looked at."""
        _ = translator(self._language)
        yield from _title(shown, self._terminal, self._language)
        yield from self._rows(shown, 1_000)
        for event in shown.events:
            yield from self._terminal.paragraph(event_line(event, shown.check.id, self._language), 2)
        for one in exchanges(shown.facts, self._language):
            yield from self._terminal.paragraph(f"$ {one.asked}" if one.answered else one.asked, 2, "bold")
            yield from (Text(f"    {line}") for line in one.lines)
        if not shown.facts:
            yield from self._terminal.paragraph(_("No facts were recorded for this check."), 2, "dim")

    def _rows(self, shown: Shown, most: int) -> Iterator[Text]:
        _ = translator(self._language)
        rows = [(_("check"), shown.check.id), *self._conclusion(shown)]
        if shown.check.status is not Status.BLOCKED:
            rows.append((_("hint"), shown.hint))
        column = max_width(name for name, _text in rows)
        for name, text in rows:
            left = Text.assemble("  ", (pad(name, column), "dim"), "  ")
            yield from _first(self._terminal.hanging(left, Text(visible(text, 2_000))), most)

    def _conclusion(self, shown: Shown) -> Iterator[tuple[str, str]]:
        """What was found; if the check was overridden, also its own conclusion."""
        _ = translator(self._language)
        said = reason(shown.check, self._language)
        if said:
            yield _("result"), said
        if shown.by_hand:
            yield _("check's own result"), own_conclusion(shown, self._language)
        if shown.check.status is Status.BLOCKED and shown.check.blocked_by:
            yield _("depends on"), shown.check.blocked_by
        yield from differences(shown.concluded, self._language)

    def _excerpts(self, found: Sequence[Excerpt], room: int) -> Iterator[Text]:
        """The excerpts in so many lines, the last ones if there is no room for all."""
        if not found:
            return
        _ = translator(self._language)
        kept = found[-max(1, (room - 2) // _LEAST_OF_EXCERPT) :]
        when = _("Read on the host at {when}:").format(when=f"{self._found.moment(kept[0]):%Y-%m-%d %H:%M:%S %Z}")
        yield from _first(self._terminal.paragraph(when, 2, "dim"), 1)
        blocks = [self._excerpt(one) for one in kept]
        left = room - 2
        for position, block in enumerate(blocks):
            share = max(_LEAST_OF_EXCERPT - 1, left // (len(blocks) - position))
            lines = block if len(block) <= share else [*block[: share - 1], Text(f"      {_ELLIPSIS}", style="dim")]
            left -= len(lines)
            yield from lines
        if len(kept) < len(found):
            more = _("Before that: {n} more. All of it: --facts").format(n=len(found) - len(kept))
            yield from _first(self._terminal.paragraph(more, 2, "dim"), 1)

    def _excerpt(self, one: Excerpt) -> list[Text]:
        lines = _first(self._terminal.paragraph(f"$ {visible(one.asked)}", 4, "bold"), 2)
        for line in visible(one.answered).splitlines():
            lines += _first(self._terminal.paragraph(line, 6), 2)
        return lines

    def _by_hand(self, shown: Shown) -> Iterator[Text]:
        commands = by_hand(shown)
        if commands:
            _ = translator(self._language)
            how = _("As {name} on the host:").format(name=self._found.account)
            yield from _first(self._terminal.paragraph(how, 2, "dim"), 1)
            for command in commands:
                yield from _first(self._terminal.paragraph(visible(command), 4), 2)
