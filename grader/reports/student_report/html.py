"""The HTML report of a student: one page for one or more exercises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, Result
from grader.reports.pages import page
from grader.reports.summary import (
    Cost,
    costs,
    differences,
    hidden_note,
    label,
    late_note,
    said_once,
    standing,
    tally,
    times,
    total,
)


@dataclass(frozen=True)
class _Check:
    """A check for the template."""

    anchor: str
    check: CheckResult
    said: str | None
    differences: list[tuple[str, str]]
    needs: str | None
    needs_anchor: str | None


@dataclass(frozen=True)
class _Exercise:
    """An exercise as the template shows it."""

    anchor: str
    result: Result
    graded: bool
    tally: list[tuple[Status, int]]
    standing: str
    hidden: str | None
    late: str | None
    times: list[tuple[str, str]]
    costs: list[tuple[str, Cost]]
    checks: list[_Check]


def render_html(results: Sequence[Result], language: str, templates: Path | None = None) -> str:
    """A page that opens from disk, without a network and without a script.

    Args:
        results: of one student; with several exercises, the page begins with a table of contents.
        language: of the page's own words.
        templates: a folder whose `exercise.html.j2`, `base.html.j2` and `style.css` go before the built-in ones.
    """
    exercises = [_exercise(result, index, language) for index, result in enumerate(results, 1)]
    students = list(dict.fromkeys(result.student for result in results if result.student))
    return page(
        "exercise.html.j2", language, templates, exercises=exercises, total=total(results), student=", ".join(students)
    )


def _exercise(result: Result, index: int, language: str) -> _Exercise:
    anchors = {check.id: f"e{index}-{number}" for number, check in enumerate(result.checks, 1)}
    return _Exercise(
        anchor=f"e{index}",
        result=result,
        graded=result.counts is not None,
        tally=tally(result),
        standing=standing(result, language),
        hidden=hidden_note(result, language) if result.hidden else None,
        late=late_note(result, language),
        times=times(result, language),
        costs=[(anchors[cost.check.id], cost) for cost in costs(result)],
        checks=[_check(check, result, anchors, language) for check in result.checks],
    )


def _check(check: CheckResult, result: Result, anchors: dict[str, str], language: str) -> _Check:
    wrong = check.status in {Status.PARTIAL, Status.FAILED}
    waits_for = check.blocked_by if check.status is Status.BLOCKED else None
    return _Check(
        anchor=anchors[check.id],
        check=check,
        said=said_once(check, result, language),
        differences=differences(check, language) if wrong else [],
        needs=label(waits_for, result) if waits_for else None,
        needs_anchor=anchors.get(waits_for or ""),
    )
