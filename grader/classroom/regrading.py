"""Grades recorded attempts again: their evidence with the current checks, or their verdicts with the current rubric."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from grader.checking.attempt import Attempt
from grader.checking.job import Job
from grader.checking.replays import replays
from grader.checking.root_causes import resolved
from grader.checks.verdict import Verdict, concluded
from grader.classroom.classes import Class
from grader.classroom.parameters import params_of
from grader.classroom.student import Student
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import Rubric
from grader.errors import CheckBroken, GraderError, NotInEvidence, UsageError
from grader.grading.overrides import Override, stale
from grader.grading.scoring import scored
from grader.message import Message
from grader.records.differences import Difference, Differences, difference, numbered
from grader.records.entries import Reason, Record, Rescored, Undetermined
from grader.records.gradebook import Gradebook
from grader.records.hashes import rubric_hash, suite_hash
from grader.text.suggestions import did_you_mean

Progress = Callable[[int, int], None]
"""Called with the number of attempts that were examined, and the total."""

_LIVE = Message("Grade the live host again: grader grade CLASS.yml --only-missing")
_COPY = Message("Restore it from a copy, or grade the live host again.")


def _unseen(_done: int, _of: int) -> None:
    pass


@dataclass
class _Outcome:
    """The outcome so far."""

    entries: list[Rescored] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    undetermined: list[Undetermined] = field(default_factory=list)
    same: int = 0


class Regrading:
    """One regrade or rescore of some students and exercises of a class.

    All their attempts are examined, including those that do not count: which one counts may change. With `checks`,
    only the verdicts of these checks may change.
    """

    def __init__(
        self,
        class_: Class,
        course: Course,
        gradebook: Gradebook,
        students: Sequence[Student],
        exercises: Sequence[Exercise],
        *,
        checks: Collection[str] = (),
    ) -> None:
        self._class = class_
        self._gradebook = gradebook
        self._students = {one.id: one for one in students}
        self._checks = set(checks)
        self._rubrics: dict[str, Rubric] = {one.id: course.rubric(one.id) for one in exercises}
        self._exercises = {one.id: one for one in exercises if self._has_checks(one)}
        self._hashes = {
            one.id: (suite_hash(one), rubric_hash(self._rubrics[one.id])) for one in self._exercises.values()
        }
        unknown = self._checks - {check for name in self._exercises for check in self._rubrics[name].checks}
        if unknown:
            raise _unknown_check(min(unknown), self._rubrics.values())
        name = class_.file.name
        self._records = gradebook.attempts(list(self._students), list(self._exercises), class_name=name)
        self._overrides: dict[tuple[str, str], list[Override]] = {}
        for stored in gradebook.overrides(list(self._students), class_name=name):
            self._overrides.setdefault((stored.student, stored.exercise), []).append(stored.override)

    def regrade(self, reason: Reason, *, dry_run: bool = False, progress: Progress = _unseen) -> Differences:
        """Evaluate the evidence again, and record what differs unless this is a dry run."""
        outcome = _Outcome()
        records, jobs = [], []
        for record in self._records:
            error = _evidence_error(record)
            if error is None:
                records.append(record)
                jobs.append(self._job(record))
            elif record.score.final is not None or record.evidence is not None:
                self._compare(outcome, record, _without_evidence(record, error))
        for done, (record, attempt) in enumerate(zip(records, replays(jobs), strict=True), 1):
            self._compare(outcome, record, attempt)
            progress(done, len(records))
        return self._recorded("regrade", outcome, reason, dry_run=dry_run)

    def rescore(self, reason: Reason, *, dry_run: bool = False) -> Differences:
        """Score the verdicts with the current rubric, and record what differs unless this is a dry run."""
        outcome = _Outcome()
        for record in self._records:
            if record.verdicts:
                self._compare(outcome, record, None)
        return self._recorded("rescore", outcome, reason, dry_run=dry_run)

    def _has_checks(self, exercise: Exercise) -> bool:
        return not self._checks or not self._checks.isdisjoint(self._rubrics[exercise.id].checks)

    def _job(self, record: Record) -> Job:
        """The replay of a record's evidence, which also names the account to grade."""
        exercise, student = self._exercises[record.exercise], self._students[record.student]
        return Job(
            exercise,
            f"evidence:{record.evidence}",
            params=params_of(self._class, student, exercise),
            student=record.student,
            patience=self._class.file.patience,
            remote_engines=self._class.file.remote_engines,
        )

    def _compare(self, outcome: _Outcome, record: Record, attempt: Attempt | None) -> None:
        """Compare a record with a new evaluation of its evidence; without one, with a new score of its verdicts."""
        verdicts = list(record.verdicts) if attempt is None else self._merged(record, attempt)
        suite, rubric = self._hashes[record.exercise]
        result = scored(
            self._rubrics[record.exercise],
            verdicts,
            self._overrides.get((record.student, record.exercise), ()),
            terms=self._class.late_terms(self._students[record.student], record.exercise),
            started=record.started,
            work_done_at=record.work_done_at,
        )
        entry = Rescored(record, result.grade, rubric, result.late, suite_hash=suite)
        error = attempt.error if attempt is not None else None
        if attempt is None and result.grade.score is None and record.score.final is None:
            outcome.same += 1
            return
        if error is not None or any(one.points is None for one in result.grade.checks):
            cause = error or _cause(verdicts, self._rubrics[record.exercise])
            evaluated = replace(attempt or _without_evidence(record, cause), verdicts=verdicts, error=cause)
            unknown = replace(result.grade, score=None, status="error")
            outcome.entries.append(replace(entry, grade=unknown, late=None, evaluated=evaluated))
            outcome.undetermined.append(Undetermined(record.student, record.exercise, str(cause)))
            return
        differs = difference(entry, verdicts)
        if differs is None:
            outcome.same += 1
            return
        if attempt is not None and _conclusions(verdicts) != _conclusions(record.verdicts):
            entry = replace(entry, evaluated=replace(attempt, verdicts=verdicts))
        outcome.entries.append(entry)
        outcome.changed.append(differs)

    def _merged(self, record: Record, attempt: Attempt) -> list[Verdict]:
        """The new verdicts, with the recorded ones for checks that may not change."""
        if not self._checks:
            return attempt.verdicts
        kept = {one.check: one for one in record.verdicts}
        found = [one if one.check in self._checks else kept.pop(one.check, None) for one in attempt.verdicts]
        return resolved(one for one in found if one is not None)

    def _recorded(
        self, kind: Literal["regrade", "rescore"], outcome: _Outcome, reason: Reason, *, dry_run: bool
    ) -> Differences:
        changed, undetermined, run, notes = outcome.changed, outcome.undetermined, None, list(self._stale())
        if not dry_run and (outcome.entries or (kind == "regrade" and self._settles_earlier(outcome))):
            done = self._gradebook.rescore(
                kind,
                outcome.entries,
                reason,
                class_name=self._class.file.name,
                students=list(self._students),
                exercises=list(self._exercises),
            )
            run = done.run
            conflicts = {record.id for record in done.conflicts}
            changed = [one for one in changed if one.attempt not in conflicts]
            notes += [
                Message(
                    "{exercise} of {student} was changed by another command meanwhile; it is left unchanged. "
                    "Run this again.",
                    exercise=one.exercise,
                    student=one.student,
                )
                for one in done.conflicts
            ]
        order = {one: at for at, one in enumerate(self._students)}
        changed.sort(key=lambda one: (order[one.student], one.exercise, one.attempt))
        undetermined.sort(key=lambda one: (order[one.student], one.exercise))
        shown = numbered(changed, self._records)
        return Differences(
            kind, run, reason.made_by, reason.why, shown, tuple(undetermined), outcome.same, tuple(notes)
        )

    def _settles_earlier(self, outcome: _Outcome) -> bool:
        """Whether this determines what an earlier regrade could not, so that it is worth recording."""
        if self._checks:
            return False
        before = {(one.student, one.exercise) for one in self._gradebook.undetermined(class_name=self._class.file.name)}
        determined = {(one.student, one.exercise) for one in self._records}
        determined -= {(one.student, one.exercise) for one in outcome.undetermined}
        return not before.isdisjoint(determined)

    def _stale(self) -> Iterator[Message]:
        for (student, exercise), overrides in self._overrides.items():
            for check in stale(overrides, self._rubrics[exercise]) if exercise in self._exercises else ():
                yield Message(
                    "The override of {check} in {exercise} of {student} has no effect: the rubric has no such check.",
                    check=check,
                    exercise=exercise,
                    student=student,
                )


def _unknown_check(check: str, rubrics: Iterable[Rubric]) -> UsageError:
    known = list(dict.fromkeys(one for rubric in rubrics for one in rubric.checks))
    checks = Message("The checks are {checks}.", checks=", ".join(known))
    return UsageError(
        "There is no check “{check}”.", next_step=did_you_mean(check, known, otherwise=checks), check=check
    )


def _evidence_error(record: Record) -> GraderError | None:
    """Why there is no evidence to evaluate; None if there is."""
    if record.evidence is None:
        return NotInEvidence("No evidence was kept for this attempt.", next_step=_LIVE)
    try:
        digest = hashlib.sha256(record.evidence.read_bytes()).hexdigest()
    except OSError as error:
        return NotInEvidence(
            "The evidence {path} cannot be read ({said}).", next_step=_COPY, path=record.evidence, said=error.strerror
        )
    if digest != record.evidence_sha256:
        return NotInEvidence(
            "The evidence {path} has changed since it was recorded.", next_step=_COPY, path=record.evidence
        )
    return None


def _without_evidence(record: Record, cause: GraderError) -> Attempt:
    return Attempt(record.exercise, record.host, record.started, error=cause)


def _cause(verdicts: Iterable[Verdict], rubric: Rubric) -> GraderError:
    """Why there is no score: the first check that was not determined or has no verdict."""
    verdicts = list(verdicts)
    first = next((one for one in verdicts if one.check in rubric.checks and one.cause), None)
    if first is not None:
        cause = GraderError.of(first.cause_message or first.cause or "")
        step = cause.next_step_message if cause.next_step else _LIVE
        return CheckBroken(
            Message("{check}: {problem}", check=first.check, problem=cause.problem_message), next_step=step
        )
    missing = sorted(set(rubric.checks) - {one.check for one in verdicts})
    return CheckBroken(
        "There is no verdict for {checks}." if missing else "A check has no verdict.",
        next_step="Regrade from evidence with all checks: grader regrade",
        checks=", ".join(missing),
    )


def _conclusions(verdicts: Sequence[Verdict]) -> list[dict[str, object]]:
    return [concluded(one) for one in verdicts]
