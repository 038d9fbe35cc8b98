"""The statistics of a class report: pure functions of points, with None for unknown values.

The formulas are those of Moodle's quiz statistics (docs.moodle.org/dev/Quiz_statistics_calculations; in its source
mod/quiz/report/statistics/classes/calculator.php and question/classes/statistics/questions/calculator.php), so that
an instructor can compare them. Variances and covariances divide by n - 1. An undefined statistic is None: fewer than
two scores have no variance, and without variance there is no correlation.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
ENOUGH = 10
"""With fewer students, discrimination and internal consistency are chance."""


@dataclass(frozen=True)
class Distribution:
    """The distribution of scores. Skewness and kurtosis are those of a sample: 0 for a bell curve."""

    n: int
    mean: float | None
    median: float | None
    sd: float | None
    lowest: float | None
    highest: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    skewness: float | None
    kurtosis: float | None
    bins: tuple[int, ...]


def distribution(scores: Sequence[float], max_score: float) -> Distribution:
    """The distribution of a class's scores.

    Quartiles interpolate between the two nearest scores (Hyndman and Fan's type 7, as numpy, R and QUARTILE.INC do).
    Skewness is k3 / k2^1.5 and kurtosis k4 / k2², of the k-statistics, as in Moodle's calculator.
    """
    s = sorted(scores)
    skewness, kurtosis = _shape(s)
    lower, median, upper = quartiles(s) or (None, None, None)
    return Distribution(
        n=len(s),
        mean=mean(s),
        median=median,
        sd=deviation(s),
        lowest=s[0] if s else None,
        highest=s[-1] if s else None,
        lower_quartile=lower,
        upper_quartile=upper,
        skewness=skewness,
        kurtosis=kurtosis,
        bins=histogram(s, max_score),
    )


def histogram(scores: Sequence[float], max_score: float) -> tuple[int, ...]:
    """The number of scores in each tenth of the points. A boundary belongs to the tenth above it, 100 % to the last.

    Scores above 100 %, with bonus points, are in the last tenth.
    """
    tenths = Counter(
        min(max(int(BINS * score / max_score + 1e-9), 0), BINS - 1) if max_score else BINS - 1 for score in scores
    )
    return tuple(tenths[tenth] for tenth in range(BINS))


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean."""
    return statistics.mean(values) if values else None


def quartiles(ordered: Sequence[float]) -> tuple[float, float, float] | None:
    """The lower quartile, the median and the upper quartile of sorted values, by linear interpolation (type 7)."""
    if not ordered:
        return None
    if len(ordered) == 1:
        return ordered[0], ordered[0], ordered[0]
    # Interpolation may leave the range by a rounding error.
    lower, median, upper = (
        min(max(cut, ordered[0]), ordered[-1]) for cut in statistics.quantiles(ordered, n=4, method="inclusive")
    )
    return lower, median, upper


def deviation(values: Sequence[float]) -> float | None:
    """The standard deviation of a sample: sqrt(sum((x - mean)²) / (n - 1))."""
    return statistics.stdev(values) if len(values) > 1 else None


def covariance(first: Sequence[float], second: Sequence[float]) -> float | None:
    """sum((x - mean x)(y - mean y)) / (n - 1); exactly 0 if one of them does not vary."""
    if len(first) < 2:
        return None
    if min(first) == max(first) or min(second) == max(second):
        return 0.0
    found = statistics.covariance(first, second)
    # A rounding error around zero must not read as a negative covariance.
    scale = (max(first) - min(first)) * (max(second) - min(second))
    return found if abs(found) > 1e-12 * scale else 0.0


def _shape(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Skewness (from 3 values on) and kurtosis (from 4 on)."""
    n, k2 = len(values), covariance(values, values)
    if n < 3 or not k2:
        return None, None
    middle = math.fsum(values) / n
    m2, m3, m4 = (math.fsum((x - middle) ** power for x in values) / n for power in (2, 3, 4))
    skewness = n * n * m3 / ((n - 1) * (n - 2)) / k2**1.5
    if n < 4:
        return skewness, None
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
    return skewness, k4 / k2**2


def discrimination(points: Sequence[float], rest: Sequence[float]) -> float | None:
    """100 × the correlation of a check's points with the points of all other checks (item-rest, Moodle's index)."""
    shared, own, other = covariance(points, rest), covariance(points, points), covariance(rest, rest)
    if shared is None or not own or not other:
        return None
    return max(-100.0, min(100.0, 100 * shared / (math.sqrt(own) * math.sqrt(other))))


def efficiency(points: Sequence[float], rest: Sequence[float]) -> float | None:
    """100 × the covariance of the check with the rest, by the largest that these points could have.

    The largest is that of both lists sorted: the best students had the best points (Moodle's discriminative
    efficiency).
    """
    shared, best = covariance(points, rest), covariance(sorted(points), sorted(rest))
    return None if shared is None or not best else min(100.0, 100 * shared / best)


def consistency(columns: Sequence[Sequence[float]]) -> float | None:
    """Coefficient of internal consistency, 100 × Cronbach's alpha: 100 p/(p-1) (1 - sum var(item) / var(total)).

    Each column holds one check's points of the same students. None below 2 checks or 10 students.
    """
    p = len(columns)
    if p < 2 or len(columns[0]) < ENOUGH:
        return None
    sums = totals(columns)
    whole = covariance(sums, sums)
    single = [covariance(column, column) or 0.0 for column in columns]
    return 100 * p / (p - 1) * (1 - math.fsum(single) / whole) if whole else None


def effective_weights(columns: Sequence[Sequence[float]]) -> list[float | None]:
    """The actual influence of each check on the total: 100 sqrt(cov(check, total)) / the sum of these roots.

    A check with a negative covariance has no weight and is not in the sum, as in Moodle.
    """
    sums = totals(columns)
    shared = [covariance(column, sums) for column in columns]
    roots = [None if one is None or one < 0 else math.sqrt(one) for one in shared]
    whole = math.fsum(root for root in roots if root is not None)
    return [None if root is None or not whole else 100 * root / whole for root in roots]


def totals(columns: Sequence[Sequence[float]]) -> list[float]:
    """Each student's sum over the checks, without rounding errors."""
    return [round(math.fsum(row), 9) for row in zip(*columns, strict=True)]
