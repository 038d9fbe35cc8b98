"""Reads the grades of a class from its gradebook for exports and pushes. No host and no evidence is needed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

from grader.classroom.cached_course import CachedCourse
from grader.classroom.class_context import ClassContext
from grader.classroom.filenames import file_name
from grader.classroom.results import ResultBuilder
from grader.classroom.student import Student
from grader.classroom.visibility import shown_to_student, visible_checks
from grader.course.exercise import Exercise
from grader.exports.grades import ClassGrades, ExportedScore, RosterIdentity, StudentGrades
from grader.grading.result import Result
from grader.records.entries import Record, Standing, StoredOverride
from grader.reports.class_report.columns import columns_of
from grader.reports.class_report.data import ExerciseColumn
from grader.reports.student_report.html import render_html

_Entry = TypeVar("_Entry", Record, StoredOverride)


def class_grades(
    context: ClassContext, exercises: Sequence[Exercise], students: Sequence[Student], *, timed: bool = False
) -> ClassGrades:
    """The grades of these students in these exercises.

    With `timed`, which is slower, their results say how long each check took.

    Raises:
        GradebookError: the gradebook cannot be read.
    """
    chosen = {one.id for one in students}
    reading = _Reading(context, datetime.datetime.now(datetime.UTC), {one.id for one in exercises}, timed)
    return ClassGrades(
        name=context.class_.file.name,
        language=context.language,
        run=context.run.id,
        exercises=[reading.column(one) for one in exercises],
        students=list(reading.students(students)),
        others=[_identity(one) for one in context.class_.students if one.id not in chosen],
    )


@dataclass(frozen=True)
class _Reading:
    context: ClassContext
    now: datetime.datetime
    exercises: Collection[str]
    timed: bool

    def column(self, exercise: Exercise) -> ExerciseColumn:
        """An exercise without the checks that no student may see yet."""
        column = columns_of(self._course, exercise, self.context.language)
        shown = visible_checks(self.context.class_, self._course.rubric(exercise.id), exercise.id, self.now)
        return column.model_copy(update={"checks": [one for one in column.checks if one.id in shown]})

    def students(self, students: Sequence[Student]) -> Iterator[StudentGrades]:
        scores: dict[str, dict[str, ExportedScore]] = {}
        for one in self._standings:
            if one.score is not None:
                score = ExportedScore(round(one.score, 2), one.record.score.created)
                scores.setdefault(one.student, {})[one.exercise] = score
        for student in students:
            yield StudentGrades(
                _identity(student),
                scores.get(student.id, {}),
                partial(self._results, student),
                file_name(student.id),
                partial(self._page, student),
            )

    def _results(self, student: Student, exercises: Collection[str] | None = None) -> Mapping[str, Result]:
        records = self._records.get(student.id, [])
        if exercises is not None:
            records = [one for one in records if one.exercise in exercises]
        results = self._builder.build(records, self._overrides.get(student.id, ()), with_evidence=())
        class_, course = self.context.class_, self._course
        return {
            one.exercise: shown_to_student(class_, course.rubric(one.exercise), student, one, self.now)
            for one in results
        }

    def _page(self, student: Student, exercises: Collection[str]) -> str:
        results = list(self._results(student, exercises).values())
        language, templates = self.context.language, self._course.templates
        return render_html(results, language, templates, name=student.name, course=self._course)

    @cached_property
    def _standings(self) -> list[Standing]:
        class_ = self.context.class_.file
        return self.context.gradebook.standings(class_.counts, class_name=class_.name, exercises=self.exercises)

    @cached_property
    def _records(self) -> dict[str, list[Record]]:
        """The records that count, by student, with their verdicts: most of what there is to read."""
        records = [one.record for one in self._standings]
        return _by_student(self.context.gradebook.with_verdicts(records, timed=self.timed))

    @cached_property
    def _overrides(self) -> dict[str, list[StoredOverride]]:
        return _by_student(self.context.gradebook.overrides(class_name=self.context.class_.file.name))

    @cached_property
    def _course(self) -> CachedCourse:
        return CachedCourse(self.context.course.root)

    @cached_property
    def _builder(self) -> ResultBuilder:
        return ResultBuilder(self.context.class_, self._course, self.context.language, timed=self.timed)


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


def _by_student(entries: Iterable[_Entry]) -> dict[str, list[_Entry]]:
    found: dict[str, list[_Entry]] = {}
    for one in entries:
        found.setdefault(one.student, []).append(one)
    return found
