"""Results as text, for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, Result
from grader.i18n.catalogue import translator
from grader.reports.comparison import ComparedValue, compared, in_words
from grader.reports.summary import (
    SYMBOLS,
    label,
    late_note,
    moment,
    said_once,
    score_line,
    standing,
    status_word,
    times,
    total,
    ungraded_note,
)
from grader.text.clean import one_line, visible
from grader.text.terminal import Terminal, max_width, pad
from grader.text.values import points

_STYLES = dict(zip(Status, ("green", "yellow", "red", "dim", "magenta"), strict=True))
_PLAIN = dict(zip(Status, "+~x-!", strict=True))
_NARROW = 56
"""On narrower screens, the lines below a check begin near the left edge."""


def render_text(results: Sequence[Result], console: Console, language: str) -> None:
    """Print results: a line per check; if it did not pass, also seen and expected values and the hint.

    Colours only repeat what symbols and words say, and there are no boxes, so the text reads well in a pipe and aloud.
    """
    page = _Page(Terminal(console), language)
    for index, result in enumerate(results):
        page.terminal.print([Text()] if index else [])
        page.terminal.print(page.result(result))
    if len(results) > 1:
        page.terminal.print(page.overview(results))


class _Page:
    def __init__(self, terminal: Terminal, language: str) -> None:
        self.terminal = terminal
        self.language = language
        self.translate = translator(language)
        self.column = max_width(status_word(status, language) for status in Status)
        self.indent = 4 if terminal.width < _NARROW else 4 + self.column + 2

    def result(self, result: Result) -> Iterator[Text]:
        _ = self.translate
        account = _("account {name}").format(name=result.account) if result.account else None
        engine = (
            _("Docker Engine on another machine: {endpoint}").format(endpoint=result.engine) if result.engine else None
        )
        host = None if result.host == "local:" else result.host
        about = [one_line(part, 120) for part in (result.student, host, account, engine) if part]
        yield from self.terminal.paragraph(one_line(f"{result.exercise} – {result.title}", 240), style="bold")
        if about:
            yield from self.terminal.paragraph(" · ".join(about), style="dim")
        yield Text()
        for check in result.checks:
            yield from self.headline(check)
            yield from self.findings(check, result)
        if result.checks:
            yield Text()
        yield from self.ending(result)

    def headline(self, check: CheckResult) -> Iterator[Text]:
        _ = self.translate
        style = _STYLES[check.status]
        symbol = (_PLAIN if self.terminal.plain else SYMBOLS)[check.status]
        word = pad(status_word(check.status, self.language), self.column)
        title = one_line(check.title, 300) + (f" ({_('bonus')})" if check.bonus else "")
        yield from self.terminal.row(
            Text.assemble("  ", (f"{symbol} {word}", style), "  "),
            Text(title, style="dim" if check.status is Status.BLOCKED else ""),
            Text(points(check.points, check.max_points), style=style),
        )

    def findings(self, check: CheckResult, result: Result) -> Iterator[Text]:
        _ = self.translate
        if check.status is Status.BLOCKED and check.blocked_by:
            needed = _("depends on {check}").format(check=one_line(label(check.blocked_by, result), 200))
            yield from self.terminal.paragraph(needed, self.indent, "dim")
            return
        said = said_once(check, result, self.language)
        if said:
            style = "dim" if check.status is Status.PASSED else ""
            yield from self.terminal.paragraph(visible(said, 2000), self.indent, style)
        if check.status in {Status.PARTIAL, Status.FAILED}:
            yield from self.details(check)

    def details(self, check: CheckResult) -> Iterator[Text]:
        _ = self.translate
        values = compared(check, self.language)
        rows = [(value.name, _marked(value)) for value in values]
        if difference := in_words(values, self.language):
            rows.append((_("difference"), Text(difference)))
        if check.hint:
            rows.append((_("hint"), Text(visible(check.hint, 2000))))
        column = max_width(name for name, text in rows)
        for name, text in rows:
            left = Text.assemble(" " * self.indent, (pad(name, column), "dim"), "  ")
            yield from self.terminal.hanging(left, text)

    def ending(self, result: Result) -> Iterator[Text]:
        _ = self.translate
        if result.counts is None:
            cause = visible(result.cause or _("unknown cause"), 2000)
            yield from self.terminal.paragraph(_("Not graded: {cause}").format(cause=cause), 2, "bold magenta")
            yield from self.terminal.paragraph(_("This does not count as zero."), 2, "dim")
        else:
            score = score_line(result.counts, result.max_score, self.language)
            yield from self.terminal.paragraph(score, 2, "bold")
            late = late_note(result, self.language)
            yield from self.terminal.paragraph(late, 2) if late else ()
            for name, when in times(result, self.language):
                yield from self.terminal.paragraph(f"{name}: {moment(when)}", 2, "dim")
            yield from self.terminal.paragraph(standing(result, self.language), 2, "dim")

    def overview(self, results: Sequence[Result]) -> Iterator[Text]:
        _ = self.translate
        yield Text()
        for result in results:
            name = " ".join(filter(None, (result.student, result.exercise, result.title)))
            score = points(result.counts, result.max_score) if result.counts is not None else _("not graded")
            yield from self.terminal.row(Text("  "), Text(one_line(name, 240)), Text(score))
        whole = total(results)
        if whole.ungraded < len(results):
            line = score_line(whole.score, whole.max_score, self.language)
            yield from self.terminal.paragraph(_("Total: {points}").format(points=line), 2, "bold")
        if whole.ungraded:
            yield from self.terminal.paragraph(ungraded_note(whole.ungraded, self.language), 2, "magenta")


def _marked(value: ComparedValue) -> Text:
    return Text.assemble(*((part.text, "bold underline" if part.differs else "") for part in value.parts))
