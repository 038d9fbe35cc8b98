"""Reads the grades of a class from its gradebook for exports and pushes. No host and no evidence is needed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from grader.classroom.cached_course import CachedCourse
from grader.classroom.class_context import ClassContext
from grader.classroom.results import ResultBuilder
from grader.classroom.student import Student
from grader.classroom.visibility import shown_to_student, visible_checks
from grader.course.exercise import Exercise
from grader.exports.grades import ClassGrades, ExportedScore, RosterIdentity, StudentGrades
from grader.grading.result import Result
from grader.records.entries import Record, StoredOverride
from grader.reports.class_report.columns import columns_of
from grader.reports.class_report.data import ExerciseColumn


def class_grades(context: ClassContext, exercises: Sequence[Exercise], students: Sequence[Student]) -> ClassGrades:
    """The grades of these students in these exercises.

    Raises:
        GradebookError: the gradebook cannot be read.
    """
    reading = _Reading(context, datetime.datetime.now(datetime.UTC))
    return ClassGrades(
        name=context.class_.file.name,
        language=context.language,
        run=context.run.id,
        exercises=[reading.column(one) for one in exercises],
        students=list(reading.students(students, {one.id for one in exercises})),
    )


@dataclass(frozen=True)
class _Reading:
    context: ClassContext
    now: datetime.datetime

    def column(self, exercise: Exercise) -> ExerciseColumn:
        """An exercise without the checks that no student may see yet."""
        column = columns_of(self._course, exercise, self.context.language)
        shown = visible_checks(self.context.class_, self._course.rubric(exercise.id), exercise.id, self.now)
        return column.model_copy(update={"checks": [one for one in column.checks if one.id in shown]})

    def students(self, students: Sequence[Student], exercises: Collection[str]) -> Iterator[StudentGrades]:
        name, counts = self.context.class_.file.name, self.context.class_.file.counts
        records: dict[str, list[Record]] = {}
        for record in self.context.gradebook.counting(counts, class_name=name):
            if record.exercise in exercises:
                records.setdefault(record.student, []).append(record)
        overrides: dict[str, list[StoredOverride]] = {}
        for one in self.context.gradebook.overrides(class_name=name):
            overrides.setdefault(one.student, []).append(one)
        for student in students:
            own = records.get(student.id, [])
            yield StudentGrades(
                _identity(student),
                {one.exercise: _score(one) for one in own if one.graded and one.score.final is not None},
                partial(self._results, student, own, overrides.get(student.id, [])),
            )

    def _results(
        self, student: Student, records: Sequence[Record], overrides: Sequence[StoredOverride]
    ) -> Mapping[str, Result]:
        results = self._builder.build(records, overrides, with_evidence=())
        class_, course = self.context.class_, self._course
        return {
            one.exercise: shown_to_student(class_, course.rubric(one.exercise), student, one, self.now)
            for one in results
        }

    @cached_property
    def _course(self) -> CachedCourse:
        return CachedCourse(self.context.course.root)

    @cached_property
    def _builder(self) -> ResultBuilder:
        return ResultBuilder(self.context.class_, self._course, self.context.language)


def _identity(student: Student) -> RosterIdentity:
    return RosterIdentity(
        id=student.id,
        name=student.name,
        email=student.email,
        username=student.username,
        sis_id=student.sis_id,
        canvas_id=student.canvas_id,
        section=student.section,
        columns=student.columns,
    )


def _score(record: Record) -> ExportedScore:
    return ExportedScore(round(record.score.final or 0.0, 2), record.score.created)
