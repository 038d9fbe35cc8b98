"""Item statistics: what the points of a class say about each check. Pure; the formulas are in `statistics`."""

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
"""With fewer students, a check that none pass is not remarkable; with fewer errors, they are single hosts."""
_MANY_ERRORS = 0.10


class Flag(StrEnum):
    """A reason for an instructor to look at a check."""

    EVERYBODY = "everybody"
    """Everybody passes; the check does not differentiate."""
    NOBODY = "nobody"
    """Nobody for whom it was evaluated passes; the check may be wrong."""
    NEGATIVE = "negative"
    """Students who do well elsewhere do worse here."""
    ERRORS = "errors"
    """More than one result in ten could not be determined; the infrastructure may be at fault."""


@dataclass(frozen=True)
class Item:
    """A check."""

    id: str
    max_points: float
    bonus: bool = False


@dataclass(frozen=True)
class Mark:
    """A student's result in one check. Points are None if the result could not be determined."""

    status: Status
    points: float | None


@dataclass(frozen=True)
class ItemStatistics:
    """One check over a class. Facility, discrimination, efficiency and weights are in percent."""

    n: int
    """The number of students whose points are known."""
    complete: int
    """The number of students with known points in all checks of the exercise; the fields below `sd` are of these."""
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
    """The statistics of all checks of one exercise.

    Blocked checks count with 0 points. Results that could not be determined are missing, never 0: mean, facility and
    deviation use the students whose points for the check are known; statistics that compare checks use the students
    whose points for all checks are known.

    Args:
        items: the checks.
        students: the marks of each graded student, by check id.
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
    determined = sum(counts.values()) - errors
    evaluated = determined - counts.get(Status.BLOCKED, 0)
    raised = {
        Flag.EVERYBODY: passed == determined >= ENOUGH,
        Flag.NOBODY: passed == 0 and evaluated >= _SOME,
        Flag.NEGATIVE: index is not None and index < 0,
        Flag.ERRORS: errors >= _SOME and errors > _MANY_ERRORS * (determined + errors),
    }
    return tuple(flag for flag, up in raised.items() if up)
