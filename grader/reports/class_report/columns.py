"""The columns of a class report: an exercise with its checks."""

from __future__ import annotations

from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.grading.wording import Wording, titles_of
from grader.i18n.languages import Language
from grader.reports.class_report.data import CheckColumn, ExerciseColumn


def columns_of(course: Course, exercise: Exercise, language: Language) -> ExerciseColumn:
    """An exercise as the columns of a class report, with all its checks in the order of its rubric."""
    rubric = course.rubric(exercise.id)
    wording = Wording(language, exercise.file.params, titles_of(exercise), course.messages)
    groups = {check: name for name, group in rubric.groups.items() for check in group.checks}
    return ExerciseColumn(
        id=exercise.id,
        title=exercise.file.title.in_(language),
        max_score=rubric.max_score,
        checks=[
            CheckColumn(
                id=check,
                title=wording.title(check, entry).text,
                max_points=entry.points,
                group=groups.get(check),
                bonus=entry.bonus,
            )
            for check, entry in rubric.checks.items()
        ],
    )
