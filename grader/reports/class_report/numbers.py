"""The numbers of a class report: totals, distributions, statistics of checks. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from grader.reports.class_report.data import ClassReport, ExerciseColumn, StudentRow
from grader.reports.class_report.item_statistics import Item, ItemStatistics, Mark, item_statistics
from grader.reports.class_report.statistics import Distribution, consistency, distribution


@dataclass(frozen=True)
class ClassTotal:
    """A student's points in all exercises that anybody was graded in."""

    score: float | None
    """The sum of the known scores; None if there is none."""
    complete: bool
    """Whether all of these exercises are included."""


@dataclass(frozen=True)
class ExerciseNumbers:
    """The statistics of one exercise."""

    exercise: ExerciseColumn
    scores: Distribution
    missing: int
    """Students without a grade, whom the statistics leave out."""
    consistency: float | None
    items: list[ItemStatistics]


@dataclass(frozen=True)
class ClassNumbers:
    """The statistics of a class."""

    max_score: float
    """Of the exercises that anybody was graded in."""
    totals: list[ClassTotal]
    """One per row."""
    scores: Distribution
    """The totals of students whose total is complete."""
    exercises: list[ExerciseNumbers]


def class_numbers(report: ClassReport) -> ClassNumbers:
    """The statistics of a report. Scores are those that count, after the late policy; checks have their own points."""
    columns = [[row.attempts[place].score for row in report.rows] for place in range(len(report.exercises))]
    open_ = [place for place, column in enumerate(columns) if any(score is not None for score in column)]
    of = math.fsum(report.exercises[place].max_score for place in open_)
    totals = [_total(row, open_) for row in report.rows]
    return ClassNumbers(
        max_score=of,
        totals=totals,
        scores=distribution([one.score for one in totals if one.complete and one.score is not None], of),
        exercises=[
            _exercise(exercise, place, column, report.rows)
            for place, (exercise, column) in enumerate(zip(report.exercises, columns, strict=True))
        ],
    )


def _total(row: StudentRow, places: Sequence[int]) -> ClassTotal:
    scores = [row.attempts[place].score for place in places]
    known = [score for score in scores if score is not None]
    return ClassTotal(round(math.fsum(known), 2) if known else None, len(known) == len(scores))


def _exercise(
    exercise: ExerciseColumn, place: int, scores: Sequence[float | None], rows: Sequence[StudentRow]
) -> ExerciseNumbers:
    known = [score for score in scores if score is not None]
    results = [result for row in rows if (result := row.attempts[place].result) is not None]
    marks = [{check.id: Mark(check.status, check.points) for check in result.checks} for result in results]
    items = [Item(check.id, check.max_points, check.bonus) for check in exercise.checks]
    whole = [[own[item.id].points for item in items] for own in marks if all(item.id in own for item in items)]
    known_points = [[p for p in points if p is not None] for points in whole]
    columns = list(zip(*[points for points in known_points if len(points) == len(items)], strict=True))
    return ExerciseNumbers(
        exercise=exercise,
        scores=distribution(known, exercise.max_score),
        missing=len(scores) - len(known),
        consistency=consistency(columns),
        items=item_statistics(items, marks),
    )
