"""An instructor's word on an exercise or a check, and the undo of a change: what scores follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.checks.verdict import Status
from grader.classroom.classes import Class
from grader.classroom.student import Student
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import Rubric
from grader.errors import UsageError
from grader.grading.overrides import Override, graded, validate
from grader.grading.scoring import scored
from grader.records.differences import Difference, Differences, between, difference
from grader.records.entries import Change, NewOverride, Reason, Record, Rescored, StoredOverride
from grader.records.gradebook import Gradebook
from grader.records.hashes import rubric_hash


class Overriding:
    """Overrides of one class. Every attempt at the exercise is scored anew, so that best and latest stay right."""

    def __init__(self, class_: Class, course: Course, gradebook: Gradebook) -> None:
        self._class = class_
        self._course = course
        self._gradebook = gradebook

    def declare(self, student: Student, exercise: Exercise, override: Override, reason: Reason) -> Differences:
        """Put an override in the place of the one that is there, if there is one.

        Raises:
            UsageError: the rubric has no room for it, nothing was graded yet, or the rubric has changed since.
            GradebookError: it could not be recorded.
        """
        rubric = self._course.rubric(exercise.id)
        validate(override, rubric)
        holding = self._overrides(student.id, exercise.id)
        others = [one.override for one in holding if one.override.check != override.check]
        return self._declared(student, rubric, [*others, override], override, reason)

    def withdraw(self, student: Student, exercise: Exercise, check: str | None, reason: Reason) -> Differences:
        """Take an override back; the verdicts hold again.

        Raises:
            UsageError: there is none, or the rubric has changed since.
            GradebookError: it could not be recorded.
        """
        holding = self._overrides(student.id, exercise.id)
        others = [one.override for one in holding if one.override.check != check]
        if len(others) == len(holding):
            what = f"{check} in {exercise.id}" if check else f"{exercise.id} as a whole"
            said = ", ".join(one.override.check or exercise.id for one in holding)
            raise UsageError(
                f"There is no override of {what} for {student.id}.",
                next_step=f"There is one of {said}." if said else "There is nothing to withdraw.",
            )
        rubric = self._course.rubric(exercise.id)
        return self._declared(student, rubric, others, Override(check), reason)

    def undo(self, change: Change, reason: Reason) -> Differences:
        """Bring back what a change replaced.

        Raises:
            UsageError: it was taken back before, or a later change stands on it.
            GradebookError: it could not be recorded.
        """
        name = self._class.file.name
        before = {one.id: one for one in self._gradebook.attempts(None, change.exercises, class_name=name)}
        since = self._graded_since(change) if change.kind == "override" else []
        done = self._gradebook.undo(change, since, reason, class_name=name)
        after = self._gradebook.attempts(None, change.exercises, class_name=name)
        found = [between(before[one.id], one) for one in after if one.score.run == done.run]
        changed = tuple(one for one in found if one is not None)
        return Differences("undo", done.run, reason.made_by, reason.why, changed, (), len(found) - len(changed))

    def _graded_since(self, change: Change) -> list[Rescored]:
        """New scores for what was graded since an override came or went, as if it had not."""
        every = self._gradebook.overrides(class_name=self._class.file.name, withdrawn=True)
        touched = {(one.student, one.exercise) for one in every if change.id in {one.run, one.withdrawn_in}}
        entries = []
        for student_id, exercise in touched:
            student, rubric = self._class.student(student_id), self._course.rubric(exercise)
            mine = [one for one in every if (one.student, one.exercise) == (student_id, exercise)]
            holding = [one.override for one in mine if one.withdrawn is None]
            then = [one.override for one in mine if one.run != change.id and one.withdrawn_in in {None, change.id}]
            for record in self._attempts(student, exercise):
                if change.id not in {one.run for one in (*record.earlier, record.score)}:
                    entries += self._entry(student, rubric, record, holding, then)
        return entries

    def _declared(
        self, student: Student, rubric: Rubric, then: Sequence[Override], override: Override, reason: Reason
    ) -> Differences:
        exercise = rubric.exercise
        holding = [one.override for one in self._overrides(student.id, exercise)]
        records = self._attempts(student, exercise)
        if not records:
            raise UsageError(
                f"{student.id} was never graded in {exercise}.",
                next_step=f"Grade it first: grader grade {self._class.path} --student {student.id} "
                f"--exercise {exercise}.",
            )
        entries = [entry for one in records for entry in self._entry(student, rubric, one, holding, then)]
        declared = NewOverride(student.id, exercise, override)
        done = self._gradebook.declare(declared, entries, reason, class_name=self._class.file.name)
        found = [_difference(one, rubric, holding) for one in entries]
        changed = tuple(one for one in found if one is not None)
        notes = tuple(_notes(records[-1], rubric, then, override))
        same = len(records) - len(changed)
        return Differences("override", done.run, reason.made_by, reason.why, changed, (), same, notes)

    def _entry(
        self,
        student: Student,
        rubric: Rubric,
        record: Record,
        holding: Sequence[Override],
        then: Sequence[Override],
    ) -> list[Rescored]:
        """The new score of an attempt, unless there is none before and after.

        Raises:
            UsageError: the score that holds does not follow from today's rubric.
        """
        before, after = (
            scored(
                rubric,
                record.verdicts,
                overrides,
                terms=self._class.late_terms(student, rubric.exercise),
                started=record.started,
                work_done_at=record.work_done_at,
            )
            for overrides in (holding, then)
        )
        points = {one.check: one.points for one in before.grade.checks}
        told = record.score.raw is not None
        if told and (record.score.points, record.score.raw) != (points, before.grade.score):
            raise UsageError(
                f"The rubric of {rubric.exercise} has changed since {student.id} was graded.",
                next_step="Bring the scores up to date first: grader regrade --rescore "
                f"--student {student.id} --exercise {rubric.exercise}.",
            )
        if after.grade.score is None and record.score.final is None:
            return []
        gone = after.grade.score is None
        return [Rescored(record, after.grade, rubric_hash(rubric), after.late, removes_score=gone)]

    def _attempts(self, student: Student, exercise: str) -> list[Record]:
        return self._gradebook.attempts([student.id], [exercise], class_name=self._class.file.name)

    def _overrides(self, student: str, exercise: str) -> list[StoredOverride]:
        found = self._gradebook.overrides([student], class_name=self._class.file.name)
        return [one for one in found if one.exercise == exercise]


def _difference(entry: Rescored, rubric: Rubric, holding: Sequence[Override]) -> Difference | None:
    """How a score differs, verdicts by hand among the others."""
    before = tuple(one.verdict for one in graded(entry.record.verdicts, rubric, holding).checks)
    after = [one.verdict for one in entry.grade.checks]
    return difference(replace(entry, record=replace(entry.record, verdicts=before)), after)


def _notes(record: Record, rubric: Rubric, holding: Sequence[Override], override: Override) -> Iterator[str]:
    """What the instructor may not have thought of."""
    by_hand = {one.check for one in holding}
    blocked = [
        one.check for one in record.verdicts if one.status is Status.BLOCKED and one.blocked_by == override.check
    ]
    if override.verdict == "passed" and (left := [one for one in blocked if one not in by_hand]):
        yield f"{', '.join(left)} waited for {override.check} and stay blocked: override them, too, if they are right."
    unknown = [one.check for one in graded(record.verdicts, rubric, holding).checks if one.points is None]
    if unknown and None not in by_hand:
        yield f"There is no score yet: the grader could not tell {', '.join(unknown)}."
