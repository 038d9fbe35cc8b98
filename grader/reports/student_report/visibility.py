"""The visibility of checks: some are shown to students only after the due time, others never."""

from __future__ import annotations

from collections.abc import Sequence

from grader.checks.verdict import Status
from grader.course.rubric import Rubric
from grader.grading.result import CheckResult, Result, without_others


def for_student(result: Result, rubric: Rubric, *, due_is_over: bool | None) -> Result:
    """The result without the checks that the rubric hides from the student.

    Before the due time, the score is that of the checks shown, as in a student's own check: the sum of all would reveal
    the hidden ones. After it, and without a due time, it is the score that counts, and the result has the points of the
    checks that are not shown.

    Args:
        result: the result with all checks.
        rubric: the rubric of the exercise.
        due_is_over: whether the due time, with the student's extension, has passed; None without a due time:
            `after_due` checks then stay hidden.
    """
    visible = {"always", "after_due"} if due_is_over else {"always"}
    shown = [one for one in result.checks if one.id not in rubric.checks or rubric.checks[one.id].visibility in visible]
    open_ = {one.id for one in shown}
    hidden = [one for one in result.checks if one.id not in open_]
    if not hidden:
        return result
    shown = without_others(shown, {one.id for one in hidden})
    left: dict[str, object] = {"checks": shown, "hidden": len(hidden), "cause": _cause(result, shown, hidden)}
    if due_is_over is not False:
        points = [one.points for one in hidden]
        known = [one for one in points if one is not None]
        left["hidden_points"] = round(sum(known), 2) if len(known) == len(points) else None
        left["hidden_max_points"] = round(sum(one.max_points for one in hidden if not one.bonus), 2)
        return result.model_copy(update=left)
    points = [one.points for one in shown]
    known = [one for one in points if one is not None]
    left["max_score"] = round(sum(one.max_points for one in shown if not one.bonus), 2)
    if len(known) == len(points):
        left |= {"score": round(sum(known), 2), "status": "graded", "cause": None}
    return result.model_copy(update=left)


def _cause(result: Result, shown: Sequence[CheckResult], hidden: Sequence[CheckResult]) -> str | None:
    """Why there is no score; that of a hidden check is left out, because it may name the check."""
    if all(one.status is not Status.ERROR for one in hidden):
        known = {one.cause for one in result.checks if one.cause} - {one.cause for one in shown}
        return None if result.cause in known else result.cause
    return next((one.cause for one in shown if one.cause), None)
