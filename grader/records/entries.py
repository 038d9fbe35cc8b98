"""What goes into the gradebook, and what it gives back: plain values that know nothing of tables."""

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
"""What made a score."""


class OnRoster(Protocol):
    """What the gradebook keeps of a student."""

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
    """One attempt with its grade, on its way into the gradebook."""

    attempt: Attempt
    grade: Grade
    suite_hash: str
    rubric_hash: str
    host_key: str | None = None
    evidence: Path | None = None
    """The file, which is written already."""
    work_done_at: datetime.datetime | None = None
    late: LateScore | None = None

    @property
    def final(self) -> float | None:
        """The points that count."""
        return self.late.points if self.late else self.grade.score


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late the work was and what that cost."""

    reason: str
    deadline: datetime.datetime | None
    late_by: datetime.timedelta
    days: int
    percent_kept: float
    max_points: float


@dataclass(frozen=True, slots=True)
class Score:
    """The points of an attempt. Without `final` the grader could not tell."""

    id: int
    run: str
    """The run that made it: the attempt's own, or a regrade."""
    kind: Kind
    made_by: str | None
    why: str | None
    created: datetime.datetime
    verdicts_of: int
    """The attempt whose verdicts it is of: the scored one, or one that looked at its evidence again."""
    rubric_hash: str
    points: Mapping[str, float | None]
    """By check."""
    raw: float | None
    max_score: float
    late: Lateness | None
    final: float | None
    """`raw` after the late policy."""


@dataclass(frozen=True, slots=True)
class Record:
    """One attempt as the gradebook has it."""

    id: int
    run: str
    student: str
    exercise: str
    number: int
    """Counts the attempts of a row of a run, from 1."""
    host: str
    host_key: str | None
    engine: str | None
    api: str | None
    started: datetime.datetime
    seconds: float
    work_done_at: datetime.datetime | None
    recorded: datetime.datetime
    status: Literal["graded", "error"]
    """How the attempt itself ended; a regrade may have told more since."""
    cause: str | None
    cause_message: Message | None
    """The cause as a template and its values; None in records from before there were any."""
    suite_hash: str
    grader: str
    evidence: Path | None
    evidence_sha256: str | None
    is_result: bool
    """Whether it is the one right result of its row of the run."""
    score: Score
    """The one that holds now."""
    earlier: tuple[Score, ...] = ()
    """Those that it replaced, oldest first; told by a history only."""
    verdicts: tuple[Verdict, ...] = ()
    """Those that the score is of; not told by a standing."""

    @property
    def graded(self) -> bool:
        """Whether it can count."""
        return self.is_result and self.score.final is not None


@dataclass(frozen=True, slots=True)
class Reason:
    """Who changes records, and why."""

    made_by: str
    why: str | None
    command: str = ""


@dataclass(frozen=True, slots=True)
class NewOverride:
    """An override on its way into the gradebook; without points and verdict, the one that is there is withdrawn."""

    student: str
    exercise: str
    override: Override

    @property
    def withdraws(self) -> bool:
        """Whether nothing comes in its place."""
        return self.override.points is None and self.override.verdict is None


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
    """The run that it takes back."""
    reverted_by: str | None
    """The run that took it back."""
    key: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredOverride:
    """An override as the gradebook has it."""

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
    """The run that withdrew it, or put another in its place."""

    def held(self, at: datetime.datetime) -> bool:
        """Whether scores of that moment followed it."""
        return self.created < at and (self.withdrawn is None or self.withdrawn >= at)


@dataclass(frozen=True, slots=True)
class Rescored:
    """A new score for an attempt that is in the gradebook already.

    With a grade that is `error`, the score that holds stays, and what hindered is kept as `looked`.
    """

    record: Record
    """As it was when this was worked out."""
    grade: Grade
    rubric_hash: str
    late: LateScore | None = None
    looked: Attempt | None = None
    """The new look at its evidence; without one, the verdicts are those of the score before."""
    suite_hash: str = ""
    takes_back: bool = False
    """Whether a grade that is `error` is meant to replace a score: the instructor's word that it came from is gone."""

    @property
    def final(self) -> float | None:
        """The points that count."""
        return self.late.points if self.late else self.grade.score


@dataclass(frozen=True, slots=True)
class Undetermined:
    """What a regrade could not tell; the grade from before holds."""

    student: str
    exercise: str
    cause: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of writing new scores."""

    run: str
    lost: tuple[Record, ...]
    """What another command changed meanwhile: it was left alone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a student stands in an exercise: errors count only as long as nothing was graded."""

    record: Record
    """The attempt that counts, or the last error."""
    best: float | None
    """The best final score so far."""
    latest: float | None
    """The final score of the last graded attempt."""
    tries: int
    """All attempts, errors included."""

    @property
    def student(self) -> str:
        return self.record.student

    @property
    def exercise(self) -> str:
        return self.record.exercise

    @property
    def score(self) -> float | None:
        """The final score that counts; None when nothing was graded yet."""
        return self.record.score.final if self.record.graded else None
