"""What the points of a class say about each check of an exercise. Pure; the formulas are in `statistics`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grader.checks.verdict import Status
from grader.reports.class_report.statistics import (
    ENOUGH,
    deviation,
    discrimination,
    effective_weights,
    efficiency,
    mean,
    totals,
)

_SOME = 3
"""With fewer students than this, it says nothing about a check that all or none pass it."""
_MANY_ERRORS = 0.10


class Flag(StrEnum):
    """What an instructor should look at."""

    EVERYBODY = "everybody"
    """Everybody passes: the check tells nobody from anybody."""
    NOBODY = "nobody"
    """Of those whom it was tried on, nobody passes: is the check wrong?"""
    NEGATIVE = "negative"
    """Those who do well elsewhere do worse here."""
    ERRORS = "errors"
    """More than one grading in ten could not tell: a fault of the infrastructure?"""


@dataclass(frozen=True)
class Item:
    """What is known of one check."""

    id: str
    max_points: float
    bonus: bool = False


@dataclass(frozen=True)
class Mark:
    """How one check ended for one student. Points are None when the grader could not tell."""

    status: Status
    points: float | None


@dataclass(frozen=True)
class ItemStatistics:
    """One check over a class. Facility, discrimination, efficiency and weights are in percent."""

    n: int
    """Students whose points are known."""
    complete: int
    """Those of them of whom all checks of the exercise are known; the lines below `sd` come from these."""
    mean: float | None
    facility: float | None
    sd: float | None
    discrimination: float | None
    efficiency: float | None
    effective_weight: float | None
    intended_weight: float | None
    counts: Mapping[Status, int]
    flags: tuple[Flag, ...]


def item_statistics(items: Sequence[Item], students: Sequence[Mapping[str, Mark]]) -> list[ItemStatistics]:
    """All checks of one exercise.

    Blocked counts with its 0 points. What the grader could not tell is missing, never 0: mean, facility and
    deviation are of the students whose points for the check are known; what sets a check against the others is of
    those of whom every check is known.

    Args:
        items: the checks.
        students: for each student who was graded, the marks by the check's id.
    """
    known = [{id_: m.points for id_, m in marks.items() if m.points is not None} for marks in students]
    whole = [marks for marks in known if all(item.id in marks for item in items)]
    columns = [[marks[item.id] for marks in whole] for item in items]
    enough = len(whole) >= ENOUGH
    weights = effective_weights(columns) if enough else [None] * len(items)
    sums = totals(columns)
    intended = math.fsum(item.max_points for item in items if not item.bonus)
    found = []
    for item, column, weight in zip(items, columns, weights, strict=True):
        points = [marks[item.id] for marks in known if item.id in marks]
        rest = [round(total - own, 9) for total, own in zip(sums, column, strict=True)]
        index = discrimination(column, rest) if enough else None
        counts = Counter(marks[item.id].status for marks in students if item.id in marks)
        average = mean(points)
        found.append(
            ItemStatistics(
                n=len(points),
                complete=len(whole),
                mean=average,
                facility=None if average is None or not item.max_points else 100 * average / item.max_points,
                sd=deviation(points),
                discrimination=index,
                efficiency=efficiency(column, rest) if enough else None,
                effective_weight=weight,
                intended_weight=None if item.bonus or not intended else 100 * item.max_points / intended,
                counts=dict(counts),
                flags=_flags(counts, index),
            )
        )
    return found


def _flags(counts: Mapping[Status, int], index: float | None) -> tuple[Flag, ...]:
    errors, passed = counts.get(Status.ERROR, 0), counts.get(Status.PASSED, 0)
    told = sum(counts.values()) - errors
    tried = told - counts.get(Status.BLOCKED, 0)
    raised = {
        Flag.EVERYBODY: passed == told >= _SOME,
        Flag.NOBODY: passed == 0 and tried >= _SOME,
        Flag.NEGATIVE: index is not None and index < 0,
        Flag.ERRORS: errors > _MANY_ERRORS * (told + errors),
    }
    return tuple(flag for flag, up in raised.items() if up)
