"""The row of figures at the top of a class page, and who needs attention. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from grader.reports.class_report.data import ClassReport, StudentRow
from grader.reports.class_report.numbers import ClassNumbers, ClassTotal

HALF = 50
"""Students with less than this percentage of the points they were graded on need attention."""


class Need(StrEnum):
    """A reason for an instructor to look at a student."""

    UNREACHABLE = "unreachable"
    UNDETERMINED = "undetermined"
    NOTHING = "nothing"
    LOW = "low"


@dataclass(frozen=True)
class Figures:
    """How many students are graded, not graded, late and in need of attention."""

    students: int
    graded: int
    """Students with at least one score."""
    unreachable: int
    undetermined: int
    """Students on a host that was reached, with a result that could not be determined."""
    not_attempted: int
    late: int
    late_points: float
    """The points that the late policy took from all students."""
    attention: int

    @property
    def not_graded(self) -> int:
        """Students without any score."""
        return self.students - self.graded


def figures(report: ClassReport, numbers: ClassNumbers, needs: list[list[Need]]) -> Figures:
    """Count the students of a report."""
    late = [attempt.late for row in report.rows for attempt in row.attempts if attempt.late]
    taken = [one.before - one.after for one in late if one.before is not None and one.after is not None]
    return Figures(
        students=len(report.rows),
        graded=sum(total.score is not None for total in numbers.totals),
        unreachable=sum(row.unreachable is not None for row in report.rows),
        undetermined=sum(Need.UNDETERMINED in reasons for reasons in needs),
        not_attempted=sum(Need.NOTHING in reasons for reasons in needs),
        late=sum(any(attempt.late for attempt in row.attempts) for row in report.rows),
        late_points=round(math.fsum(taken), 2),
        attention=sum(bool(reasons) for reasons in needs),
    )


def attention(report: ClassReport, totals: list[ClassTotal]) -> list[list[Need]]:
    """Why each student needs attention; an empty list for most."""
    most = [exercise.max_score for exercise in report.exercises]
    return [_needs(row, total, most) for row, total in zip(report.rows, totals, strict=True)]


def _needs(row: StudentRow, total: ClassTotal, most: list[float]) -> list[Need]:
    found = [Need.UNREACHABLE] if row.unreachable is not None else []
    if row.unreachable is None and any(one.result and one.result.status == "error" for one in row.attempts):
        found.append(Need.UNDETERMINED)
    if total.score is None:
        return found or [Need.NOTHING]
    of = math.fsum(points for points, one in zip(most, row.attempts, strict=True) if one.score is not None)
    return [*found, *([Need.LOW] if total.score * 100 < of * HALF else [])]
