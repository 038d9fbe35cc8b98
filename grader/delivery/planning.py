"""Decides what is to be sent to a platform: for whom, to which item, with which comment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grader.delivery.matching import Matched
from grader.delivery.sending import Planned, Row, State
from grader.exports.feedback import Feedback, FeedbackWriter
from grader.exports.grades import ClassGrades, StudentGrades
from grader.records.deliveries import Delivery
from grader.reports.class_report.data import ExerciseColumn


@dataclass(frozen=True)
class Items:
    """Where a platform takes the scores of each exercise."""

    targets: Mapping[str, str]
    """By exercise: the address or name of the platform's item, which stays the same."""
    maximums: Mapping[str, float]
    """By exercise: the maximum in which scores are sent."""
    bonus: bool = False
    """Whether the platform takes more than the maximum."""


def plan(
    grades: ClassGrades, matched: Matched, items: Items, comment: Callable[[Feedback], str] | None = Feedback.plain
) -> Planned:
    """The deliveries of all scores, and the rows of the students who get none.

    A score above the maximum is sent as the maximum, unless the platform takes it. An exercise without a result is not
    sent, which is not a zero. Without `comment`, scores go without feedback.
    """
    deliveries: list[Delivery] = []
    others: list[Row] = []
    feedback = FeedbackWriter()
    for student in grades.students:
        who = student.who.id
        comments = _comments(student, feedback, comment) if comment and who in matched.keys else {}
        for exercise in grades.exercises:
            score = student.points(exercise.id)
            if score is None:
                others.append(Row(who, exercise.id, matched.keys.get(who, ""), "", State.NO_RESULT))
            elif who not in matched.keys:
                shown = f"{score:g}/{exercise.max_score:g}"
                others.append(Row(who, exercise.id, "", shown, State.UNMATCHED, matched.problems.get(who, "")))
            else:
                content = _content(score, exercise, items, comments.get(exercise.id, ""))
                deliveries.append(Delivery(who, items.targets[exercise.id], matched.keys[who], content, exercise.id))
    return Planned(deliveries, others)


def _content(score: float, exercise: ExerciseColumn, items: Items, said: str) -> dict[str, float | str]:
    maximum = items.maximums[exercise.id]
    scaled = score if maximum == exercise.max_score else round(score * maximum / exercise.max_score, 5)
    given = max(0.0, scaled if items.bonus else min(scaled, maximum))
    content: dict[str, float | str] = {"score": given, "maximum": maximum}
    return {**content, "comment": said} if said else content


def _comments(student: StudentGrades, feedback: FeedbackWriter, comment: Callable[[Feedback], str]) -> dict[str, str]:
    results = student.results().items()
    return {name: comment(feedback.on(result)) for name, result in results if name in student.scores}
