"""The result of trying an exercise, for its author: every check with its verdict and what it read on the host."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, Result
from grader.reports.comparison import compared
from grader.reports.debugging import error_lines, excerpt_lines
from grader.reports.summary import SYMBOLS, reason, said_once, score_line
from grader.text.clean import one_line, visible
from grader.text.values import points

_STYLES = dict(zip(Status, ("green", "yellow", "red", "dim", "magenta"), strict=True))


def render_tryout(result: Result, console: Console, *, debug: bool) -> None:
    """Print a result; with `debug`, errors in checks have their tracebacks."""
    counts = "?" if result.counts is None else score_line(result.counts, result.max_score, result.language)
    where = one_line(result.host, 120)
    parts = (f"{result.exercise} – {one_line(result.title, 200)}", where, counts, f"{result.seconds:.1f} s")
    _print(console, "  ·  ".join(filter(None, parts)), "bold")
    if result.cause and result.cause not in {check.cause for check in result.checks if check.place}:
        _print(console, visible(result.cause, 2000), "magenta")
    for check in result.checks:
        title = one_line(check.title, 300)
        line = f"{SYMBOLS[check.status]} {title}  {check.id}  {points(check.points, check.max_points)}"
        _print(console, line, _STYLES[check.status])
        for detail in _details(check, result, debug=debug):
            _print(console, detail)
        for detail in excerpt_lines(check.evidence):
            _print(console, detail, "dim")


def _details(check: CheckResult, result: Result, *, debug: bool) -> Iterator[str]:
    if check.status is Status.BLOCKED and check.blocked_by:
        yield f"    {SYMBOLS[Status.BLOCKED]} {check.blocked_by}"
    elif said := reason(check, result.language) if check.place else said_once(check, result, result.language):
        yield f"    {visible(said, 2000)}"
    if check.status in {Status.FAILED, Status.PARTIAL}:
        yield from (f"    {value.name}: {visible(value.text, 2000)}" for value in compared(check, result.language))
    if check.status is Status.ERROR:
        yield from (f"  {line}" for line in error_lines(check.place, (), check.trace if debug else None))


def _print(console: Console, text: str, style: str = "") -> None:
    console.print(Text(text, style=style), soft_wrap=True)
