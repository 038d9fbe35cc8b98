"""The class page: one file that opens from disk. Without its script, it shows all of its parts one below the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.checks.verdict import Status
from grader.i18n.catalogue import translator
from grader.i18n.languages import name_of
from grader.reports.class_report.clock import ClassClock
from grader.reports.class_report.data import CheckColumn, ClassReport
from grader.reports.class_report.drawings import Bar, histogram_bars, parts_of
from grader.reports.class_report.figures import HALF, attention, figures
from grader.reports.class_report.item_statistics import Flag, ItemStatistics
from grader.reports.class_report.lists import changes, late_work, ungraded
from grader.reports.class_report.matrix import heat, matrix
from grader.reports.class_report.numbers import ExerciseNumbers, class_numbers
from grader.reports.class_report.payload import payload
from grader.reports.class_report.problems import problems
from grader.reports.class_report.statistics import ENOUGH
from grader.reports.pages import page

_SCRIPTS = ("data", "elements", "state", "matrix", "cells", "panel", "commands", "students", "views")
_MOST_NAMES = 60
"""How many names of a problem the page shows without its script."""


@dataclass(frozen=True)
class _Item:
    """A row of the table of checks."""

    check: CheckColumn
    numbers: ItemStatistics
    counts: list[tuple[Status, int]]
    parts: list[Bar]
    flags: list[tuple[Flag, str]]


@dataclass(frozen=True)
class _Exercise:
    numbers: ExerciseNumbers
    bars: list[Bar]
    items: list[_Item]
    heat: int | None
    """The step of the mean; None without one."""


def render_class(report: ClassReport, templates: Path | None = None) -> str:
    """Render the page of a class in the language of the report.

    Args:
        report: the content; see `grader.reports.class_report.data.build`.
        templates: a folder whose `class_report.html.j2`, `class_report.css`, `class_report.js`, `base.html.j2` and
            `style.css` take precedence over the built-in ones, as do files in its `class_report/`.
    """
    numbers = class_numbers(report)
    language = report.language
    clock = ClassClock(report.timezone)
    needs = attention(report, numbers.totals)
    found = problems(report)
    counts = figures(report, numbers, needs)
    return page(
        "class_report.html.j2",
        language,
        templates,
        styles=["class_report.css"],
        scripts=[*(f"class_report/{name}.js" for name in _SCRIPTS), "class_report.js"],
        report=report,
        zone=clock.label(report.started),
        moment=clock.moment,
        figures=counts,
        half=HALF,
        numbers=numbers,
        enough=counts.graded >= ENOUGH,
        least=ENOUGH,
        bars=histogram_bars(numbers.scores, 600, 150),
        exercises=[_exercise(one, language) for one in numbers.exercises],
        matrix=matrix(report, numbers.totals),
        sections=sorted({row.section for row in report.rows if row.section}),
        language_name=name_of(language),
        unreachable=[row for row in report.rows if row.unreachable is not None],
        ungraded=ungraded(report),
        problems=found,
        most_names=_MOST_NAMES,
        late=late_work(report),
        changes=changes(report),
        statuses=list(Status),
        places={row.student: place for place, row in enumerate(report.rows)},
        data=payload(report, numbers.totals, needs, found),
        whole=lambda value: _rounded(value, 0),
        tenth=lambda value: _rounded(value, 1),
        hundredth=lambda value: _rounded(value, 2),
    )


def _rounded(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:z.{decimals}f}".replace("-", "−")


def _exercise(numbers: ExerciseNumbers, language: str) -> _Exercise:
    mean = numbers.scores.mean
    return _Exercise(
        numbers,
        histogram_bars(numbers.scores, 100, 24),
        [_item(check, one, language) for check, one in zip(numbers.exercise.checks, numbers.items, strict=True)],
        None if mean is None else heat(mean, numbers.exercise.max_score),
    )


def _item(check: CheckColumn, numbers: ItemStatistics, language: str) -> _Item:
    counts = [(status, numbers.counts[status]) for status in Status if numbers.counts.get(status)]
    flags = [(flag, _flag(flag, language)) for flag in numbers.flags]
    return _Item(check, numbers, counts, parts_of(counts), flags)


def _flag(flag: Flag, language: str) -> str:
    _ = translator(language)
    return {
        Flag.EVERYBODY: _("Everyone passed; this check does not differentiate."),
        Flag.NOBODY: _("Nobody passed: is the check wrong, or the task unclear?"),
        Flag.NEGATIVE: _("Students who do well elsewhere do worse here: review the check and the task."),
        Flag.ERRORS: _("Many errors: is something wrong with the hosts or the network?"),
    }[flag]
