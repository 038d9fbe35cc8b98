"""The charts of a class page, as numbers for SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.checks.verdict import Status
from grader.reports.class_report.statistics import Distribution


@dataclass(frozen=True)
class Bar:
    """A bar of a histogram, or a part of a bar."""

    x: float
    y: float
    width: float
    height: float
    count: int
    label: str = ""
    kind: str = ""


def histogram_bars(scores: Distribution, width: float, height: float) -> list[Bar]:
    """Ten bars, the highest as high as the drawing."""
    most, step = max(*scores.bins, 1), width / len(scores.bins)
    return [
        Bar(
            x=round(place * step + step * 0.06, 2),
            y=round(height - height * count / most, 2),
            width=round(step * 0.88, 2),
            height=round(height * count / most, 2),
            count=count,
            label=f"{place * 10}–{place * 10 + 10} %",
        )
        for place, count in enumerate(scores.bins)
    ]


def parts_of(counts: Sequence[tuple[Status, int]]) -> list[Bar]:
    """One bar of width 100, divided by how often each status occurs."""
    whole, place, parts = sum(count for _, count in counts), 0.0, []
    for status, count in counts:
        width = 100 * count / whole
        parts.append(Bar(round(place, 2), 0, round(width, 2), 1, count, kind=status.value))
        place += width
    return parts
