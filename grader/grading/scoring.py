"""What verdicts are worth: rubric, an instructor's overrides and the late policy together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.checks.verdict import Verdict
from grader.course.rubric import Rubric
from grader.grading.grade import Grade
from grader.grading.late import LateScore, LateTerms
from grader.grading.overrides import Override, graded


@dataclass(frozen=True, slots=True)
class Scored:
    """A grade, and what the late policy leaves of it."""

    grade: Grade
    late: LateScore | None
    """None where there is no score, or where it is the instructor's own word."""


def scored(
    rubric: Rubric,
    verdicts: Iterable[Verdict],
    overrides: Sequence[Override],
    *,
    terms: LateTerms,
    started: datetime.datetime,
    work_done_at: datetime.datetime | None,
) -> Scored:
    """Score one attempt. Points that an instructor gave for the whole exercise are not reduced for being late."""
    grade = graded(verdicts, rubric, overrides)
    if grade.score is None or any(one.check is None for one in overrides):
        return Scored(grade, None)
    done_at = min(work_done_at or started, started)
    return Scored(grade, terms.apply(grade.score, grade.max_score, done_at=done_at))
