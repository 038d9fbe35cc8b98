"""The values that go into and come out of the gradebook. They do not depend on its tables."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from grader.checking.attempt import Attempt
from grader.checks.verdict import Verdict
from grader.grading.grade import Grade
from grader.grading.late import LateScore
from grader.grading.overrides import Override
from grader.message import Message

Counts = Literal["best", "latest", "first"]
"""Which of a student's graded attempts counts."""

Kind = Literal["grade", "regrade", "rescore", "override", "undo"]
"""The kind of run that made a score."""


class OnRoster(Protocol):
    """What the gradebook stores about a student."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def section(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One attempt with its grade, to be recorded."""

    attempt: Attempt
    grade: Grade
    suite_hash: str
    rubric_hash: str
    host_key: str | None = None
    evidence: Path | None = None
    """The evidence file, which must exist already."""
    work_done_at: datetime.datetime | None = None
    late: LateScore | None = None

    @property
    def final(self) -> float | None:
        """The points after the late policy."""
        return self.late.points if self.late else self.grade.score


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late the work was, and what the late policy left of the points."""

    reason: str
    deadline: datetime.datetime | None
    late_by: datetime.timedelta
    days: int
    percent_kept: float
    max_points: float


@dataclass(frozen=True, slots=True)
class Score:
    """The points of an attempt. Without `final`, the result could not be determined."""

    id: int
    run: str
    """The run that made this score: the attempt's own, or a later one."""
    kind: Kind
    made_by: str | None
    why: str | None
    created: datetime.datetime
    verdicts_of: int
    """The attempt whose verdicts were scored: this one, or one that evaluated its evidence again."""
    rubric_hash: str
    points: Mapping[str, float | None]
    """By check."""
    raw: float | None
    max_score: float
    late: Lateness | None
    final: float | None
    """The points after the late policy."""


@dataclass(frozen=True, slots=True)
class Record:
    """One attempt in the gradebook."""

    id: int
    run: str
    student: str
    exercise: str
    number: int
    """The number of the attempt among those of the same run, student and exercise, from 1."""
    host: str
    host_key: str | None
    engine: str | None
    api: str | None
    started: datetime.datetime
    seconds: float
    """How long the attempt took."""
    work_done_at: datetime.datetime | None
    recorded: datetime.datetime
    status: Literal["graded", "error"]
    """How the attempt itself ended; a later regrade may have determined its result."""
    cause: str | None
    cause_message: Message | None
    """The cause as a template and its values; None in records of earlier versions."""
    suite_hash: str
    grader: str
    evidence: Path | None
    evidence_sha256: str | None
    is_result: bool
    """Whether it is the result of its run, student and exercise."""
    score: Score
    """The score in force."""
    earlier: tuple[Score, ...] = ()
    """The scores that it replaced, oldest first; filled in by `Gradebook.history` and `attempts` only."""
    verdicts: tuple[Verdict, ...] = ()
    """The verdicts behind the score; empty in a standing."""

    @property
    def graded(self) -> bool:
        """Whether this attempt has a score that can count."""
        return self.is_result and self.score.final is not None


@dataclass(frozen=True, slots=True)
class Reason:
    """Who changes records, why, and by which command."""

    made_by: str
    why: str | None
    command: str = ""


@dataclass(frozen=True, slots=True)
class NewOverrides:
    """Overrides to be recorded together. One without points and verdict withdraws the one in force."""

    student: str
    exercise: str
    overrides: tuple[Override, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A run that changed records: a regrade, a rescore, an override, or the undo of one."""

    id: str
    kind: Kind
    made_by: str | None
    why: str | None
    made: datetime.datetime
    exercises: tuple[str, ...]
    reverts: str | None
    """The ID of the run that it undoes."""
    reverted_by: str | None
    """The ID of the run that undid it."""
    key: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredOverride:
    """An override in the gradebook."""

    id: int
    student: str
    exercise: str
    override: Override
    reason: str
    made_by: str
    created: datetime.datetime
    run: str
    withdrawn: datetime.datetime | None
    withdrawn_by: str | None
    withdrawn_in: str | None
    """The ID of the run that withdrew or replaced it."""

    def in_force(self, at: datetime.datetime) -> bool:
        """Whether scores made at that time took this override into account."""
        return self.created < at and (self.withdrawn is None or self.withdrawn >= at)


@dataclass(frozen=True, slots=True)
class Rescored:
    """A new score for an attempt in the gradebook.

    If its grade has status `error`, the score in force stays, and the failed evaluation is recorded.
    """

    record: Record
    """The record when the new score was computed."""
    grade: Grade
    rubric_hash: str
    late: LateScore | None = None
    evaluated: Attempt | None = None
    """The new evaluation of the evidence; without one, the verdicts stay the same."""
    suite_hash: str = ""
    removes_score: bool = False
    """Whether a grade with status `error` replaces the score, because the override that gave the score is gone."""

    @property
    def final(self) -> float | None:
        """The points after the late policy."""
        return self.late.points if self.late else self.grade.score


@dataclass(frozen=True, slots=True)
class Undetermined:
    """What a regrade could not determine; the previous grade stays in force."""

    student: str
    exercise: str
    cause: str


@dataclass(frozen=True, slots=True)
class Changed:
    """The outcome of recording new scores."""

    run: str
    conflicts: tuple[Record, ...]
    """Records that another command changed in the meantime; they were left unchanged."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A student's standing in an exercise. An error counts only while nothing has been graded."""

    record: Record
    """The attempt that counts, or the last error."""
    best: float | None
    """The best final score so far."""
    latest: float | None
    """The final score of the last graded attempt."""
    tries: int
    """The number of attempts, including errors."""

    @property
    def student(self) -> str:
        return self.record.student

    @property
    def exercise(self) -> str:
        return self.record.exercise

    @property
    def score(self) -> float | None:
        """The final score that counts; None if nothing has been graded yet."""
        return self.record.score.final if self.record.graded else None
