"""When work was due and when it was done, in the time zone of a class."""

from __future__ import annotations

import datetime

from grader.checking.attempt import Attempt
from grader.classroom.classes import Class
from grader.classroom.student import Student
from grader.copying import with_fields
from grader.grading.result import LateEffect, Result
from grader.grading.worktime import work_done_at


def dated(
    result: Result,
    class_: Class,
    *,
    deadline: datetime.datetime | None,
    done: datetime.datetime,
    late: LateEffect | None,
) -> Result:
    """The result with what the late policy compared and what it took off."""
    due = class_.local(deadline).isoformat(timespec="seconds") if deadline else None
    update = {"late": late, "due": due, "done": class_.local(done).isoformat(timespec="seconds")}
    return with_fields(result, update)


def provisional(result: Result, attempt: Attempt, class_: Class, student: Student) -> Result:
    """The result of a check with what the late policy of the class would take off now."""
    done = min(work_done_at(attempt) or attempt.started, attempt.started)
    late = None
    if result.score is not None:
        terms = class_.late_terms(student, result.exercise)
        found = terms.apply(result.score, result.max_score, done_at=done)
        if found.days:
            late = LateEffect(days=found.days, kept=found.percent_kept, before=result.score, after=found.points)
    return dated(result, class_, deadline=class_.deadline(student, result.exercise), done=done, late=late)
