"""The class page: one file that opens from disk. Its script sorts and filters; the page works without it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.checks.verdict import Status
from grader.i18n.catalogue import translator
from grader.i18n.languages import LANGUAGES
from grader.reports.class_report.data import CheckColumn, ClassReport
from grader.reports.class_report.findings import changes, failures, late_work, ungraded
from grader.reports.class_report.item_statistics import Flag, ItemStatistics
from grader.reports.class_report.matrix import matrix
from grader.reports.class_report.numbers import ExerciseNumbers, class_numbers
from grader.reports.class_report.statistics import Distribution
from grader.reports.pages import page

_WIDTH, _HEIGHT = 600, 150
"""The size of the histogram's bars, in SVG units."""
_ROOM = 24
"""The number of check columns whose points are still readable in print; class_report.js uses the same number."""


@dataclass(frozen=True)
class _Bar:
    """A bar of a histogram, or a part of a bar, for an SVG."""

    x: float
    y: float
    width: float
    height: float
    count: int
    label: str = ""
    kind: str = ""


@dataclass(frozen=True)
class _Item:
    """A row of the table of checks."""

    check: CheckColumn
    numbers: ItemStatistics
    counts: list[tuple[Status, int]]
    parts: list[_Bar]
    flags: list[tuple[Flag, str]]


@dataclass(frozen=True)
class _Exercise:
    numbers: ExerciseNumbers
    bars: list[_Bar]
    items: list[_Item]


def render_class(report: ClassReport, templates: Path | None = None) -> str:
    """Render the page of a class in the language of the report.

    Args:
        report: the content; see `grader.reports.class_report.data.build`.
        templates: a folder whose `class_report.html.j2`, `class_report.css`, `class_report.js`, `base.html.j2` and
            `style.css` take precedence over the built-in ones.
    """
    numbers = class_numbers(report)
    language = report.language
    return page(
        "class_report.html.j2",
        language,
        templates,
        styles=["class_report.css"],
        script="class_report.js",
        report=report,
        numbers=numbers,
        bars=_bars(numbers.scores, _WIDTH, _HEIGHT),
        exercises=[_exercise(one, language) for one in numbers.exercises],
        matrix=matrix(report, numbers.totals),
        sections=sorted({row.section for row in report.rows if row.section}),
        crowded=sum(len(exercise.checks) for exercise in report.exercises) > _ROOM,
        language_name=LANGUAGES[language].name,
        unreachable=[row for row in report.rows if row.unreachable is not None],
        ungraded=ungraded(report),
        failures=failures(report),
        late=late_work(report),
        changes=changes(report),
        statuses=list(Status),
        whole=lambda value: _rounded(value, 0),
        tenth=lambda value: _rounded(value, 1),
        hundredth=lambda value: _rounded(value, 2),
    )


def _rounded(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:z.{decimals}f}".replace("-", "−")


def _bars(scores: Distribution, width: float, height: float) -> list[_Bar]:
    """Ten bars, the highest as high as the drawing."""
    most, step = max(*scores.bins, 1), width / len(scores.bins)
    return [
        _Bar(
            x=round(place * step + step * 0.06, 2),
            y=round(height - height * count / most, 2),
            width=round(step * 0.88, 2),
            height=round(height * count / most, 2),
            count=count,
            label=f"{place * 10}–{place * 10 + 10} %",
        )
        for place, count in enumerate(scores.bins)
    ]


def _exercise(numbers: ExerciseNumbers, language: str) -> _Exercise:
    return _Exercise(
        numbers,
        _bars(numbers.scores, 100, 24),
        [_item(check, one, language) for check, one in zip(numbers.exercise.checks, numbers.items, strict=True)],
    )


def _item(check: CheckColumn, numbers: ItemStatistics, language: str) -> _Item:
    counts = [(status, numbers.counts[status]) for status in Status if numbers.counts.get(status)]
    whole, place, parts = sum(count for _, count in counts), 0.0, []
    for status, count in counts:
        width = 100 * count / whole
        parts.append(_Bar(round(place, 2), 0, round(width, 2), 1, count, kind=status.value))
        place += width
    return _Item(check, numbers, counts, parts, [(flag, _flag(flag, language)) for flag in numbers.flags])


def _flag(flag: Flag, language: str) -> str:
    _ = translator(language)
    return {
        Flag.EVERYBODY: _("Everyone passed; this check does not differentiate."),
        Flag.NOBODY: _("Nobody passed: is the check wrong, or the task unclear?"),
        Flag.NEGATIVE: _("Students who do well elsewhere do worse here: review the check and the task."),
        Flag.ERRORS: _("Many errors: is something wrong with the hosts or the network?"),
    }[flag]
