"""Results as text, for a terminal or a pipe: the score, what to do next, and what is right already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from grader.checks.verdict import Status
from grader.grading.findings import Finding, findings
from grader.grading.result import CheckResult, Result
from grader.i18n.catalogue import plural_translator, translator
from grader.reports.comparison import ComparedValue, compared, in_words
from grader.reports.summary import (
    SYMBOLS,
    hidden_note,
    host_shown,
    label,
    moment,
    reason,
    said_for_all,
    score_line,
    score_note,
    standing,
    times,
    told_once,
    total,
    ungraded_note,
)
from grader.text.clean import one_line, visible
from grader.text.terminal import Terminal, max_width, pad
from grader.text.values import number, points

_STYLES = dict(zip(Status, ("green", "yellow", "red", "dim", "magenta"), strict=True))
_PLAIN = dict(zip(Status, "+~x-!", strict=True))
_NARROW = 56
"""On narrower screens, the bar has a line of its own."""
_BAR = 10
"""The length of the bar, in columns."""
_INDENT = 4


def render_text(results: Sequence[Result], console: Console, language: str) -> None:
    """Print results: the score, the findings with the next step first, and a line of what passed.

    Colours only repeat what symbols and words say, and there are no boxes, so the text reads well in a pipe and aloud.
    """
    page = _Page(Terminal(console), language)
    for index, alike in enumerate(told_once(results)):
        page.terminal.print([Text()] if index else [])
        page.terminal.print(page.result(alike[0], *alike[1:]))
    if len(results) > 1:
        page.terminal.print(page.overview(results))


class _Page:
    def __init__(self, terminal: Terminal, language: str) -> None:
        self.terminal = terminal
        self.language = language
        self.translate = translator(language)
        self.symbols = _PLAIN if terminal.plain else SYMBOLS

    def result(self, result: Result, *alike: Result) -> Iterator[Text]:
        """A result; with it, those of which there is nothing else to tell."""
        names = ", ".join(one.exercise for one in (result, *alike))
        yield from self.head(result, names if alike else f"{result.exercise} – {result.title}")
        if result.counts is None:
            yield Text()
            yield from self.cause(result)
        yield from self.findings(result)
        yield from self.passed(result)
        yield from self.notes(result)

    def head(self, result: Result, name: str) -> Iterator[Text]:
        """The exercise, its score, and on whose host it was graded."""
        _ = self.translate
        title = Text(one_line(name, 240), style="bold")
        score = self.score(result)
        if self.terminal.width < _NARROW:
            yield from self.terminal.paragraph(title.plain, style="bold")
            yield score
        else:
            yield from self.terminal.row(Text(), title, score)
        account = _("account {name}").format(name=result.account) if result.account else None
        engine = (
            _("Docker Engine on another machine: {endpoint}").format(endpoint=result.engine) if result.engine else None
        )
        about = [one_line(part, 120) for part in (result.student, host_shown(result), account, engine) if part]
        if about:
            yield from self.terminal.paragraph(" · ".join(about), style="dim")

    def score(self, result: Result) -> Text:
        _ = self.translate
        if result.counts is None:
            return Text(_("not graded"), style="bold magenta")
        line = score_line(result.counts, result.max_score, self.language)
        return Text.assemble(self.bar(result.counts, result.max_score), "  ", (line, "bold"))

    def bar(self, score: float, of: float) -> Text:
        share = min(1.0, max(0.0, score / of)) if of else 1.0
        done = int(share * _BAR)
        full, empty = ("#", ".") if self.terminal.plain else ("█", "░")
        style = "green" if share == 1 else "yellow" if share > 0 else "red"
        return Text(full * done + empty * (_BAR - done), style)

    def cause(self, result: Result) -> Iterator[Text]:
        """Why there is no score."""
        _ = self.translate
        cause = visible(result.cause or _("unknown cause"), 2000)
        yield from self.terminal.paragraph(_("Not graded: {cause}").format(cause=cause), 2, "bold magenta")
        yield from self.terminal.paragraph(_("This does not count as zero."), 2, "dim")
        unknown = [one.id for one in result.checks if one.status is Status.ERROR]
        if len(unknown) < len(result.checks):
            names = _("Could not be determined: {checks}").format(checks=", ".join(unknown))
            yield from self.terminal.paragraph(names, 2, "dim")

    def findings(self, result: Result) -> Iterator[Text]:
        _ = self.translate
        found = [one for one in findings(result) if not said_for_all(one.check, result)]
        headings = {0: _("Fix this first") if len(found) > 1 else _("Fix this"), 1: _("Then")}
        for index, finding in enumerate(found):
            if index in headings:
                yield Text()
                yield Text(headings[index], style="bold")
            yield from self.headline(finding.check)
            yield from self.said(finding, result)

    def headline(self, check: CheckResult) -> Iterator[Text]:
        _ = self.translate
        style = _STYLES[check.status]
        title = one_line(check.title, 300) + (f" ({_('bonus')})" if check.bonus else "")
        yield from self.terminal.row(
            Text.assemble("  ", (self.symbols[check.status], style), " "),
            Text.assemble(title, "  ", (check.id, "dim")),
            Text(points(check.points, check.max_points), style=style),
        )

    def said(self, finding: Finding, result: Result) -> Iterator[Text]:
        """What was found, with the hint and the checks that wait for this one."""
        _ = self.translate
        check = finding.check
        said = reason(check, self.language)
        if check.status is Status.BLOCKED and check.blocked_by:
            said = _("depends on {check}").format(check=label(check.blocked_by, result))
        if said:
            yield from self.terminal.paragraph(visible(said, 2000), _INDENT)
        rows = list(self.details(check)) if check.status in {Status.PARTIAL, Status.FAILED} else []
        if finding.waiting:
            rows.append((_("waiting"), self.waiting(finding)))
        column = max_width(name for name, text in rows)
        for name, text in rows:
            left = Text.assemble(" " * _INDENT, (pad(name, column), "dim"), "  ")
            yield from self.terminal.hanging(left, text)

    def details(self, check: CheckResult) -> Iterator[tuple[str, Text]]:
        _ = self.translate
        values = compared(check, self.language)
        yield from ((value.name, _marked(value)) for value in values)
        if difference := in_words(values, self.language):
            yield _("difference"), Text(difference)
        if check.hint:
            yield _("hint"), Text(visible(check.hint, 2000))

    def waiting(self, finding: Finding) -> Text:
        """The ids of the checks that hang on a finding, and their points."""
        n_ = plural_translator(self.language)
        ids = ", ".join(one.id for one in finding.waiting)
        more = number(sum(one.max_points - (one.points or 0.0) for one in finding.waiting))
        said = n_("{n} more point", "{n} more points", 1 if more == "1" else 2).format(n=more)
        return Text(f"{ids} ({said})", style="dim")

    def passed(self, result: Result) -> Iterator[Text]:
        """One line for all checks that passed, and their remarks."""
        _, n_ = self.translate, plural_translator(self.language)
        found = [one for one in result.checks if one.status is Status.PASSED]
        if not found:
            return
        yield Text()
        sign = Text.assemble((self.symbols[Status.PASSED], _STYLES[Status.PASSED]), " ")
        if result.passed:
            said = Text.assemble((_("Well done!"), "bold green"), " ", standing(result, self.language))
        else:
            count = n_("{n} passed: {checks}", "{n} passed: {checks}", len(found))
            said = Text(count.format(n=len(found), checks=", ".join(one.id for one in found)))
        yield from self.terminal.hanging(sign, said)
        for one in found:
            if one.message:
                yield from self.terminal.paragraph(visible(f"{one.id}: {one.message}", 2000), 2, "dim")

    def notes(self, result: Result) -> Iterator[Text]:
        """What else made the score, when the work was due and done, and that there are hidden checks."""
        note = score_note(result, self.language)
        said = [note] if note else []
        if result.counts is not None:
            said += [f"{name}: {moment(when)}" for name, when in times(result, self.language)]
        if result.hidden and not result.passed:
            said.append(hidden_note(result, self.language))
        if said:
            yield Text()
        for line in said:
            yield from self.terminal.paragraph(line, style="dim")

    def overview(self, results: Sequence[Result]) -> Iterator[Text]:
        """A line for each result, and their sum."""
        _ = self.translate
        whole = total(results)
        names = (" ".join(filter(None, (one.student, one.exercise, one.title))) for one in results)
        rows = [(name, "", one.counts, one.max_score) for name, one in zip(names, results, strict=True)]
        if whole.ungraded < len(results):
            rows.append((_("Total"), "bold", whole.score, whole.max_score))
        scores = [_("not graded") if score is None else points(score, of) for _name, _style, score, of in rows]
        column = max_width(scores)
        yield Text()
        for (name, style, score, of), said in zip(rows, scores, strict=True):
            right = Text.assemble(" " * (column - cell_len(said)), (said, style))
            if score is not None and self.terminal.width >= _NARROW:
                right = Text.assemble(self.bar(score, of), "  ", right)
            yield from self.terminal.row(Text("  "), Text(one_line(name, 240), style=style), right)
        if whole.ungraded:
            yield from self.terminal.paragraph(ungraded_note(whole.ungraded, self.language), 2, "magenta")


def _marked(value: ComparedValue) -> Text:
    return Text.assemble(*((part.text, "bold underline" if part.differs else "") for part in value.parts))
