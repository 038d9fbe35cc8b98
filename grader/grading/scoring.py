"""Computes the score of an attempt from rubric, overrides and late policy."""

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
    """A grade, before and after the late policy."""

    grade: Grade
    late: LateScore | None
    """None without a score, or with one that the instructor set by hand."""


def scored(
    rubric: Rubric,
    verdicts: Iterable[Verdict],
    overrides: Sequence[Override],
    *,
    terms: LateTerms,
    started: datetime.datetime,
    work_done_at: datetime.datetime | None,
) -> Scored:
    """Score one attempt.

    Points that an instructor set for the whole exercise are not reduced for lateness.

    Args:
        rubric: The points of each check.
        verdicts: At most one for each check.
        overrides: The overrides in force for this student and exercise.
        terms: The student's due time and the late policy.
        started: When the attempt was graded, which is the latest time at which the work can have been done.
        work_done_at: When the work was done according to the host, if known.
    """
    grade = graded(verdicts, rubric, overrides)
    if grade.score is None or any(one.check is None for one in overrides):
        return Scored(grade, None)
    done_at = min(work_done_at or started, started)
    return Scored(grade, terms.apply(grade.score, grade.max_score, done_at=done_at))
