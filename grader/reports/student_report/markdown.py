"""GitHub's Markdown: the summary of a job, or a comment.

Text from the host stands in code spans or is escaped: it makes no link, image, heading, mention or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.checks.verdict import Status
from grader.grading.findings import findings
from grader.grading.result import CheckResult, Result
from grader.i18n.catalogue import translator
from grader.reports.student_report.check_text import values, why
from grader.reports.summary import (
    SYMBOLS,
    said_for_all,
    score_line,
    score_note,
    standing,
    told_once,
    total,
    ungraded_note,
)
from grader.text.clean import one_line
from grader.text.values import points

_TEXT = 1_000
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$^=:])")


def render_markdown(results: Sequence[Result]) -> str:
    """Render results: for each the points and a table of its checks, and what did not pass, the next step first."""
    parts = [part for alike in told_once(results) for part in _exercise(alike[0], [one.exercise for one in alike])]
    if len(results) > 1:
        whole, language = total(results), results[0].language
        parts.append(f"**{escaped(score_line(whole.score, whole.max_score, language))}**")
        if whole.ungraded:
            parts.append(escaped(ungraded_note(whole.ungraded, language)))
    return "\n\n".join(parts) + "\n"


def _exercise(result: Result, exercises: Sequence[str]) -> Iterator[str]:
    """The parts of one exercise; of several if there is nothing to tell but why they were not graded."""
    _ = translator(result.language)
    yield f"## {escaped(', '.join(exercises) if len(exercises) > 1 else f'{result.exercise} {result.title}')}"
    if result.counts is None:
        cause = result.cause or _("unknown cause")
        yield f"**{escaped(_('Not graded: {cause}').format(cause=cause))}**"
    else:
        yield f"**{escaped(score_line(result.counts, result.max_score, result.language))}**"
    for note in (standing(result, result.language), score_note(result, result.language)):
        if note:
            yield escaped(note)
    found = [one.check for one in findings(result) if not said_for_all(one.check, result)]
    for check in found:
        yield "\n".join(_finding(check, result))
    if result.checks:
        rows = [_row(check) for check in result.checks]
        header = f"| | {escaped(_('check'))} | {escaped(_('points'))} |\n| --- | --- | ---: |"
        yield "\n".join([header, *rows])


def _finding(check: CheckResult, result: Result) -> Iterator[str]:
    _ = translator(result.language)
    yield f"- **{SYMBOLS[check.status]} {escaped(check.title)}**: {escaped(why(check, result))}"
    for name, value in values(check, result.language):
        yield f"  - {escaped(name)}: {_code(value)}"
    if check.hint and check.status in {Status.PARTIAL, Status.FAILED}:
        yield f"  - {escaped(_('hint'))}: {escaped(check.hint)}"


def _row(check: CheckResult) -> str:
    return f"| {SYMBOLS[check.status]} | {escaped(check.title)} | {points(check.points, check.max_points)} |"


def escaped(text: str) -> str:
    """Text on one line in which no character has a meaning for Markdown, nor names a user or a page."""
    return _SPECIAL.sub(r"\\\1", one_line(text, _TEXT)).replace("@", "@&NoBreak;")


def _code(text: str) -> str:
    """Text as it is, in a code span that none of its own backticks ends."""
    text = one_line(text, _TEXT)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence} {text} {fence}" if text else "–"
