"""Overrides exercises and checks and undoes changes, with the scores that follow."""

from __future__ import annotations

import shlex
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
from grader.message import Message
from grader.records.differences import Difference, Differences, between, difference, numbered
from grader.records.entries import Change, NewOverrides, Reason, Record, Rescored, StoredOverride
from grader.records.gradebook import Gradebook
from grader.records.hashes import rubric_hash


class Overriding:
    """The overrides of one class. Every attempt at the exercise is scored again, so that best and latest stay right."""

    def __init__(self, class_: Class, course: Course, gradebook: Gradebook) -> None:
        self._class = class_
        self._course = course
        self._gradebook = gradebook

    def declare(
        self,
        student: Student,
        exercise: Exercise,
        override: Override,
        reason: Reason,
        *,
        with_dependants: bool = False,
    ) -> Differences:
        """Override an exercise or a check; an override in force is replaced.

        With `with_dependants`, the same is declared of the checks that were blocked by this one in the last attempt,
        directly or through others, unless they are overridden already.

        Raises:
            UsageError: it does not fit the rubric, nothing was graded yet, or the rubric has changed since.
            GradebookError: it could not be recorded.
        """
        rubric = self._course.rubric(exercise.id)
        validate(override, rubric)
        in_force = self._overrides(student.id, exercise.id)
        others = [one.override for one in in_force if one.override.check != override.check]
        new = [override]
        if with_dependants and (records := self._attempts(student, exercise.id)):
            overridden = {one.check for one in others}
            dependants = [one for one in _dependants(records[-1], override.check) if one not in overridden]
            new += [replace(override, check=one) for one in dependants if one in rubric.checks]
        return self._declared(student, rubric, [*others, *new], new, reason)

    def withdraw(self, student: Student, exercise: Exercise, check: str | None, reason: Reason) -> Differences:
        """Withdraw an override; the verdicts count again.

        Raises:
            UsageError: there is none, or the rubric has changed since.
            GradebookError: it could not be recorded.
        """
        in_force = self._overrides(student.id, exercise.id)
        others = [one.override for one in in_force if one.override.check != check]
        if len(others) == len(in_force):
            what = f"{check} in {exercise.id}" if check else f"{exercise.id} as a whole"
            overridden = ", ".join(one.override.check or exercise.id for one in in_force)
            raise UsageError(
                "There is no override of {what} for {student}.",
                next_step="There are overrides of {overridden}." if overridden else "There is nothing to withdraw.",
                what=what,
                student=student.id,
                overridden=overridden,
            )
        rubric = self._course.rubric(exercise.id)
        return self._declared(student, rubric, others, [Override(check)], reason)

    def undo(self, change: Change, reason: Reason) -> Differences:
        """Restore what a change replaced.

        Raises:
            UsageError: it was undone already, or a later change depends on it.
            GradebookError: it could not be recorded.
        """
        name = self._class.file.name
        before = {one.id: one for one in self._as_shown(change)}
        since = self._graded_since(change) if change.kind == "override" else []
        command = f"grader undo {self._class.shell_words}"
        done = self._gradebook.undo(change, since, reason, class_name=name, command=command)
        after = self._as_shown(change)
        found = [between(before[one.id], one) for one in after if one.score.run == done.run]
        changed = numbered((one for one in found if one is not None), after)
        return Differences("undo", done.run, reason.made_by, reason.why, changed, (), len(found) - len(changed))

    def _as_shown(self, change: Change) -> list[Record]:
        """The attempts that a change may have touched; if it is an override, with the verdicts declared now."""
        name = self._class.file.name
        records = self._gradebook.attempts(None, change.exercises, class_name=name)
        if change.kind != "override":
            return records
        declared: dict[tuple[str, str], list[Override]] = {}
        for one in self._gradebook.overrides(class_name=name):
            declared.setdefault((one.student, one.exercise), []).append(one.override)
        rubrics = {one: self._course.rubric(one) for one in change.exercises}
        return [
            _with_declared(one, rubrics[one.exercise], declared.get((one.student, one.exercise), [])) for one in records
        ]

    def _graded_since(self, change: Change) -> list[Rescored]:
        """New scores for attempts graded since an override was made or withdrawn, as if it had not been."""
        every = self._gradebook.overrides(class_name=self._class.file.name, withdrawn=True)
        affected = {(one.student, one.exercise) for one in every if change.id in {one.run, one.withdrawn_in}}
        entries = []
        for student_id, exercise in affected:
            student, rubric = self._class.student(student_id), self._course.rubric(exercise)
            own = [one for one in every if (one.student, one.exercise) == (student_id, exercise)]
            in_force = [one.override for one in own if one.withdrawn is None]
            made = {(one.override.check, one.created) for one in own if one.run == change.id}
            kept = [one for one in own if (one.override.check, one.created) not in made]
            then = [one.override for one in kept if one.withdrawn_in in {None, change.id}]
            for record in self._attempts(student, exercise):
                if change.id not in {one.run for one in (*record.earlier, record.score)}:
                    entries += self._entry(student, rubric, record, in_force, then)
        return entries

    def _declared(
        self, student: Student, rubric: Rubric, then: Sequence[Override], new: Sequence[Override], reason: Reason
    ) -> Differences:
        exercise = rubric.exercise
        in_force = [one.override for one in self._overrides(student.id, exercise)]
        records = self._attempts(student, exercise)
        if not records:
            raise UsageError(
                "{student} was never graded in {exercise}.",
                next_step="Grade the student first: grader grade {path} --student {quoted} --exercise {exercise}",
                student=student.id,
                quoted=shlex.quote(student.id),
                exercise=exercise,
                path=self._class.shell_words,
            )
        entries = [entry for one in records for entry in self._entry(student, rubric, one, in_force, then)]
        overrides = NewOverrides(student.id, exercise, tuple(new))
        done = self._gradebook.declare(overrides, entries, reason, class_name=self._class.file.name)
        found = [_difference(one, rubric, in_force) for one in entries]
        changed = numbered((one for one in found if one is not None), records)
        notes = tuple(_notes(records[-1], rubric, then, new))
        same = len(records) - len(changed)
        return Differences("override", done.run, reason.made_by, reason.why, changed, (), same, notes)

    def _entry(
        self,
        student: Student,
        rubric: Rubric,
        record: Record,
        in_force: Sequence[Override],
        then: Sequence[Override],
    ) -> list[Rescored]:
        """The new score of an attempt; empty if there is no score, before or after.

        Raises:
            UsageError: the score in force does not follow from the current rubric.
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
            for overrides in (in_force, then)
        )
        points = {one.check: one.points for one in before.grade.checks}
        if record.score.raw is not None and (record.score.points, record.score.raw) != (points, before.grade.score):
            raise UsageError(
                "The rubric of {exercise} has changed since {student} was graded.",
                next_step="Rescore first: "
                "grader regrade {path} --rescore --student {quoted} --exercise {exercise} --why 'new rubric'",
                exercise=rubric.exercise,
                student=student.id,
                quoted=shlex.quote(student.id),
                path=self._class.shell_words,
            )
        if after.grade.score is None and record.score.final is None:
            return []
        no_score = after.grade.score is None
        return [Rescored(record, after.grade, rubric_hash(rubric), after.late, removes_score=no_score)]

    def _attempts(self, student: Student, exercise: str) -> list[Record]:
        return self._gradebook.attempts([student.id], [exercise], class_name=self._class.file.name)

    def _overrides(self, student: str, exercise: str) -> list[StoredOverride]:
        found = self._gradebook.overrides([student], class_name=self._class.file.name)
        return [one for one in found if one.exercise == exercise]


def _difference(entry: Rescored, rubric: Rubric, in_force: Sequence[Override]) -> Difference | None:
    """How a score differs, including declared verdicts."""
    after = [one.verdict for one in entry.grade.checks]
    return difference(replace(entry, record=_with_declared(entry.record, rubric, in_force)), after)


def _with_declared(record: Record, rubric: Rubric, overrides: Sequence[Override]) -> Record:
    """A record with the verdicts that count."""
    return replace(record, verdicts=tuple(one.verdict for one in graded(record.verdicts, rubric, overrides).checks))


def _dependants(record: Record, check: str | None) -> list[str]:
    """The checks that were blocked by this one in an attempt, directly or through others."""
    found = [] if check is None else [check]
    for needed in found:  # grows
        found += [
            one.check
            for one in record.verdicts
            if one.status is Status.BLOCKED and one.blocked_by == needed and one.check not in found
        ]
    return found[1:]


def _notes(record: Record, rubric: Rubric, in_force: Sequence[Override], new: Sequence[Override]) -> Iterator[Message]:
    """What else was declared, and what the instructor may have overlooked."""
    override, *others = new
    overridden = {one.check for one in in_force}
    if others:
        yield Message("Declared passed as well: {checks}.", checks=", ".join(str(one.check) for one in others))
    left = [one for one in _dependants(record, override.check) if one not in overridden and one in rubric.checks]
    if override.verdict == "passed" and left:
        yield Message(
            "Still blocked by {check}: {checks}. If they deserve credit, repeat the command with --with-dependants.",
            check=override.check,
            checks=", ".join(left),
        )
    undetermined = [one.check for one in graded(record.verdicts, rubric, in_force).checks if one.points is None]
    if undetermined and None not in overridden:
        yield Message(
            "There is no score yet: these checks could not be determined: {checks}.", checks=", ".join(undetermined)
        )
