"""Grades a class: plans the visits, and records each student's results as soon as they are known."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Container, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.checking.attempt import Attempt
from grader.checking.job import Job
from grader.classroom.classes import Class
from grader.classroom.filenames import file_name
from grader.classroom.parameters import params_of
from grader.classroom.schedule import Event, Executor, PlannedVisit, VisitEnded, carry_out
from grader.classroom.student import Student
from grader.classroom.submissions.folder import Submissions, submissions_url
from grader.classroom.submissions.precheck import evidence_of
from grader.course.exercise import Exercise
from grader.course.files import all_of
from grader.course.pack import Course
from grader.course.rubric import Rubric
from grader.errors import CourseError, GradebookError, UsageError
from grader.evidence.file import copy
from grader.evidence.redaction import Redaction
from grader.grading.scoring import scored
from grader.grading.worktime import work_done_at
from grader.message import Message
from grader.records.archive import keep
from grader.records.entries import Entry, StoredOverride
from grader.records.hashes import rubric_hash, suite_hash

if TYPE_CHECKING:
    from grader.records.gradebook import Gradebook, Run


@dataclass(frozen=True, slots=True)
class GradedRow:
    """A student after a visit. Unless `final`, the visit is repeated; `cause` says why the host was not reached."""

    student: str
    name: str
    scores: Mapping[str, float | None]
    """The points that count, by exercise."""
    seconds: float
    """How long the visit took."""
    cause: Message | None
    final: bool


class Grading:
    """One run over a class."""

    def __init__(self, class_: Class, course: Course, gradebook: Gradebook, run: Run, results: Path) -> None:
        self._class = class_
        self._gradebook = gradebook
        self._run = run
        self._evidence = results / "evidence" / run.id
        self._signer = class_.keys().signer
        self._students = {student.id: student for student in class_.students}
        self._rubrics: dict[str, Rubric] = {}
        self._hashes: dict[str, tuple[str, str]] = {}
        for exercise in class_.exercises(course):
            rubric = course.rubric(exercise.id)
            self._rubrics[exercise.id] = rubric
            self._hashes[exercise.id] = (suite_hash(exercise), rubric_hash(rubric))

    def carry_out(self, visits: Sequence[PlannedVisit], executor: Executor) -> Generator[Event | GradedRow]:
        """Carry out the visits; each student is recorded in the gradebook before the row is yielded.

        Raises:
            GraderError: the executor is broken, or the gradebook cannot be written. What is recorded stays.
        """
        file = self._class.file
        with contextlib.closing(carry_out(visits, executor, at_once=file.jobs, retries=file.retries)) as events:
            for event in events:
                yield self._recorded(event) if isinstance(event, VisitEnded) else event

    def _recorded(self, event: VisitEnded) -> GradedRow:
        student = self._students[event.visit.student]
        scores = self._record(student, event) if event.final else {}
        cause = next((a.error.message for a in event.attempts if a.error), None) if event.unreachable else None
        return GradedRow(student.id, student.name, scores, sum(a.seconds for a in event.attempts), cause, event.final)

    def _record(self, student: Student, event: VisitEnded) -> dict[str, float | None]:
        """Record the attempts of a visit in one transaction; returns the points that count, in the class's order."""
        originals = {job.exercise.id: evidence_of(job) for job in event.visit.jobs}
        for attempt in event.attempts:
            self._keep(student, attempt, originals[attempt.exercise])
        overrides = self._gradebook.overrides([student.id], class_name=self._class.file.name)
        entries = [self._entry(student, attempt, overrides) for attempt in event.attempts]
        self._gradebook.record(self._run, student.id, entries)
        final = {one.attempt.exercise: one.final for one in entries}
        return {exercise: final[exercise] for exercise in self._rubrics if exercise in final}

    def _entry(self, student: Student, attempt: Attempt, overrides: Iterable[StoredOverride]) -> Entry:
        path, host = self._path(student, attempt), attempt.evidence.manifest.host
        done_at = work_done_at(attempt)
        result = scored(
            self._rubrics[attempt.exercise],
            attempt.verdicts,
            [one.override for one in overrides if one.exercise == attempt.exercise],
            terms=self._class.late_terms(student, attempt.exercise),
            started=attempt.started,
            work_done_at=done_at,
        )
        return Entry(
            attempt,
            result.grade,
            *self._hashes[attempt.exercise],
            host_key=(host.key or None) if host else None,
            evidence=path if path.exists() else None,
            work_done_at=done_at,
            late=result.late,
        )

    def _keep(self, student: Student, attempt: Attempt, original: Path | None) -> None:
        """Write and seal the evidence of a live host; submitted evidence is copied unchanged."""
        if attempt.evidence.manifest.host is None:
            return
        path = self._path(student, attempt)
        if original is not None:
            _write(lambda: copy(original, path))
            return
        suite, rubric = self._hashes[attempt.exercise]
        _write(lambda: keep(attempt.evidence, path, suite=suite, rubric=rubric, signer=self._signer))

    def _path(self, student: Student, attempt: Attempt) -> Path:
        return self._evidence / file_name(student.id) / f"{attempt.exercise}.gz"


def _write(write: Callable[[], None]) -> None:
    try:
        write()
    except UsageError as error:  # the user did nothing wrong
        raise GradebookError(
            error.problem_message,
            next_step="Check the disk, its free space and your permissions, then continue with --resume.",
        ) from error


def visits(
    class_: Class,
    exercises: Sequence[Exercise],
    *,
    students: Iterable[str] | None = None,
    submissions: Submissions | None = None,
) -> list[PlannedVisit]:
    """The visits for these exercises. Those of students who submit files go to their submissions.

    Raises:
        CourseError: students' parameters cannot be determined, or are not of the types that the exercises declare; the
            message lists them.
    """
    selected = None if students is None else set(students)
    redaction = class_.redaction()

    def host(student: Student, exercise: Exercise) -> str:
        if submissions is not None and student.host == submissions_url(submissions.folder):
            return submissions.host(student.id, exercise.id)
        return _host(student.host, exercise)

    planned: list[PlannedVisit] = []
    wrong: dict[str, CourseError] = {}
    for student in class_.students:
        if selected is not None and student.id not in selected:
            continue
        jobs = []
        for one in exercises:
            try:
                jobs.append(_job(class_, student, one, host(student, one), redaction))
            except CourseError as error:
                if error.problem in wrong:  # it is not about this student, so the others would have it as well
                    raise all_of(list(wrong.values())) from None
                wrong[error.problem] = error
        planned.append(PlannedVisit(student.id, tuple(jobs)))
    if wrong:
        raise all_of(list(wrong.values()))
    return planned


def left(visits: Iterable[PlannedVisit], done: Container[tuple[str, str]]) -> list[PlannedVisit]:
    """The visits without the students and exercises that are done."""
    jobs = {v.student: tuple(j for j in v.jobs if (v.student, j.exercise.id) not in done) for v in visits}
    return [PlannedVisit(student, left) for student, left in jobs.items() if left]


def _job(class_: Class, student: Student, exercise: Exercise, host: str, redaction: Redaction) -> Job:
    return Job(
        exercise,
        host,
        class_.host_options(),
        account=class_.file.account,
        params=params_of(class_, student, exercise),
        student=student.id,
        patience=class_.file.patience,
        remote_engines=class_.file.remote_engines,
        redaction=redaction,
    )


def _host(url: str, exercise: Exercise) -> str:
    """The host's URL; for a folder of evidence, that of this exercise's file."""
    kind, _, path = url.partition(":")
    return f"evidence:{Path(path) / exercise.id}.gz" if kind == "evidence" and Path(path).is_dir() else url
