"""Grades of made-up classes, as exports get them."""

import datetime
from collections.abc import Collection, Mapping, Sequence

from grader.exports.formats import ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades, ExportedScore, RosterIdentity, StudentGrades
from grader.grading.result import Result
from grader.reports.class_report.data import ExerciseColumn, exercises_of
from grader.reports.student_report.html import render_html

MADE = datetime.datetime(2026, 11, 23, 14, 3, 9, tzinfo=datetime.UTC)


def who(id_: str, **more: object) -> RosterIdentity:
    return RosterIdentity(id_, **more)


def student(identity: RosterIdentity, *results: Result) -> StudentGrades:
    """A student with these results, whose scores count."""
    scores = {one.exercise: ExportedScore(one.counts, MADE) for one in results if one.counts is not None}
    found: Mapping[str, Result] = {one.exercise: one.model_copy(update={"student": identity.id}) for one in results}

    def page(exercises: Collection[str]) -> str:
        return render_html([one for one in found.values() if one.exercise in exercises], "en", name=identity.name)

    return StudentGrades(identity, scores, lambda: found, identity.id, page)


def class_of(*students: StudentGrades, exercises: Sequence[ExerciseColumn] | None = None) -> ClassGrades:
    """A class of these students, with the exercises of their results unless others are given."""
    columns = (
        exercises if exercises is not None else exercises_of(r for one in students for r in one.results().values())
    )
    return ClassGrades("docker-2026", "en", "run-1", columns, students)


def of_students(*identities: RosterIdentity) -> ClassGrades:
    """A class in which nothing has been graded."""
    return class_of(*(student(one) for one in identities), exercises=[])


def exported(format_: ExportFormat, grades: ClassGrades, options: ExportOptions | None = None) -> bytes:
    """The only file of an export."""
    options = options or ExportOptions()
    [file] = format_.rendered(grades, format_.mapped(grades, options), options).files
    return file.data
