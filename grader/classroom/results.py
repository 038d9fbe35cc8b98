"""Builds the results that reports show from the records of a gradebook."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from pydantic import JsonValue

from grader.checking.attempt import Attempt
from grader.classroom.classes import Class
from grader.classroom.lateness import dated
from grader.classroom.parameters import params_of, roster_cells
from grader.classroom.repeated_results import RepeatedResults
from grader.classroom.student import Student
from grader.classroom.student_causes import cause_for_student
from grader.course.pack import Course
from grader.errors import GraderError
from grader.evidence.file import Evidence
from grader.grading.evaluation import RecordedScore, evaluate
from grader.grading.result import LateEffect, Result
from grader.i18n.languages import Language
from grader.records.archive import recorded_evidence
from grader.records.entries import Record, StoredOverride
from grader.similarity.fingerprints import Reader


class Pseudonymizer(Protocol):
    """Replaces what identifies a student in a report; `grader.privacy.mask` implements it for a class."""

    def student(self, student: Student) -> Student: ...
    def text(self, text: str, student: Student) -> str: ...
    def params(
        self, params: Mapping[str, JsonValue], student: Student, cells: Collection[str]
    ) -> Mapping[str, JsonValue]: ...
    def result(self, result: Result, evidence: Evidence, cells: Collection[str] = ()) -> Result: ...


@dataclass(frozen=True)
class ResultBuilder:
    """Builds the results of one class in one language, under pseudonyms if there is a `mask`."""

    class_: Class
    course: Course
    language: Language
    mask: Pseudonymizer | None = None
    timed: bool = True
    """Whether results without evidence say how long each check took; without that, they are built faster."""

    @cached_property
    def students(self) -> dict[str, Student]:
        """The students of the class by ID."""
        return {student.id: student for student in self.class_.students}

    @cached_property
    def _repeated(self) -> RepeatedResults:
        return RepeatedResults(self.course, self.language, timed=self.timed)

    def build(
        self,
        records: Iterable[Record],
        overrides: Iterable[StoredOverride],
        *,
        with_evidence: Collection[str] | None,
        at: datetime.datetime | None = None,
        reader: Reader | None = None,
    ) -> list[Result]:
        """Build the results of the records whose student and exercise are still part of the class.

        Those of an exercise whose files are wrong at present are left out.

        Args:
            records: With their verdicts.
            overrides: All overrides of the class, including withdrawn ones.
            with_evidence: The students whose results show excerpts of the evidence; None for all.
            at: Apply the overrides that were in force then; by default, those in force now.
            reader: Is given all evidence that is read, so that it need not be read twice.
        """
        applied: dict[tuple[str, str], list[StoredOverride]] = {}
        for one in overrides:
            if one.withdrawn is None if at is None else one.in_force(at):
                applied.setdefault((one.student, one.exercise), []).append(one)
        records = list(records)
        graded = {one.exercise for one in records if one.exercise in self.course.folders}
        shown = graded - self.course.broken(graded).keys()
        return [
            self._result(
                one,
                applied.get((one.student, one.exercise), ()),
                with_evidence=with_evidence is None or one.student in with_evidence,
                reader=reader,
            )
            for one in records
            if one.exercise in shown and one.student in self.students
        ]

    def _result(
        self, record: Record, overrides: Sequence[StoredOverride], *, with_evidence: bool, reader: Reader | None
    ) -> Result:
        evidence = recorded_evidence(record) if with_evidence else Evidence()
        if reader is not None:
            reader.read(record.student, record.exercise, evidence)
        exercise = self.course.exercise(record.exercise)
        student = self.students[record.student]
        params = {**params_of(self.class_, student, exercise), **evidence.manifest.params}
        cells = roster_cells(self.class_, student, exercise) if self.mask else ()
        shown = self.mask.params(params, student, cells) if self.mask else params
        attempt, recorded = attempt_of(record, evidence), RecordedScore(record.score.points, overrides)
        if with_evidence:
            result = evaluate(
                attempt,
                self.course,
                exercise,
                language=self.language,
                student=record.student,
                recorded=recorded,
                everything=True,
                params=shown,
            )
        else:
            result = self._repeated.evaluate(attempt, exercise, record.student, recorded, shown)
        deadline = record.score.late.deadline if record.score.late else None
        done = min(record.work_done_at or record.started, record.started)
        result = dated(result, self.class_, deadline=deadline, done=done, late=late_effect(record))
        told = cause_for_student(record.cause_message, record.exercise, self.language) if result.cause else None
        if told is not None:
            result = result.model_copy(update={"cause_for_student": told})
        return self.mask.result(result, evidence, cells) if self.mask else result


def attempt_of(record: Record, evidence: Evidence) -> Attempt:
    """The attempt that was recorded, with this evidence. It has an error if there is still no score because of one."""
    undetermined = record.score.final is None and record.status == "error"
    error = GraderError.of(record.cause_message or record.cause) if undetermined and record.cause else None
    verdicts = list(record.verdicts)
    return Attempt(record.exercise, record.host, record.started, record.seconds, verdicts, evidence, error=error)


def late_effect(record: Record) -> LateEffect | None:
    """What lateness cost; None for work that was not late."""
    late = record.score.late
    if late is None or not late.days:
        return None
    return LateEffect(days=late.days, kept=late.percent_kept, before=record.score.raw, after=record.score.final)
