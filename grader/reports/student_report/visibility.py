"""What a student may see of a result: some checks only once the work is due, others never."""

from __future__ import annotations

from grader.course.rubric import Rubric
from grader.grading.result import Result


def for_student(result: Result, rubric: Rubric, *, due_is_over: bool | None) -> Result:
    """The result without the checks that the rubric keeps from its student.

    Until the work is due, the score is that of the checks that are shown, as in a check of one's own: a sum of all
    would tell what hidden checks found. From then on, and where nothing is ever due, it is the score that counts, and
    the result says how much of it comes from checks that are not shown.

    Args:
        result: with all its checks.
        rubric: the exercise's.
        due_is_over: whether the due time with the student's extension is over; None where there is none, so that
            `after_due` checks stay closed.
    """
    open_ = {"always", "after_due"} if due_is_over else {"always"}
    shown = [one for one in result.checks if one.id not in rubric.checks or rubric.checks[one.id].visibility in open_]
    closed = [one for one in result.checks if one not in shown]
    if not closed:
        return result
    left: dict[str, object] = {"checks": shown, "hidden": len(closed)}
    if due_is_over is not False:
        points = [one.points for one in closed]
        known = [one for one in points if one is not None]
        left["hidden_points"] = round(sum(known), 2) if len(known) == len(points) else None
        left["hidden_max_points"] = round(sum(one.max_points for one in closed if not one.bonus), 2)
        return result.model_copy(update=left)
    points = [one.points for one in shown]
    told = [one for one in points if one is not None]
    left["max_score"] = round(sum(one.max_points for one in shown if not one.bonus), 2)
    if len(told) == len(points):
        left |= {"score": round(sum(told), 2), "status": "graded", "cause": None}
    return result.model_copy(update=left)
