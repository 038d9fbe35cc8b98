"""The tables of the gradebook; docs/gradebook.md shows how they are related.

Rows are added and never changed, with these exceptions: a student's name, email and section are those of the last
roster; a run ends, or its plan grows; an override is withdrawn; a delivery is answered; and `results` follows the
scores.

`Text` columns hold values that the grader generates; `Words` columns may hold any text. An annotation says whether a
column may be NULL, except for JSON, where it always includes None.
"""

from __future__ import annotations

import datetime

from pydantic import JsonValue
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    MetaData,
    Named,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
)

from grader.records.portable import Json, Utc, Words

metadata = MetaData()


def _belongs_to(column: str) -> ForeignKey:
    """A foreign key whose row is deleted with the row it refers to, so that a student can be forgotten."""
    return ForeignKey(column, ondelete="CASCADE")


class ClassColumns(TypedColumns):
    """A class: the scope of everything else."""

    id: Named[int] = Column(primary_key=True)
    name: Named[str] = Column(Words, unique=True)


Classes = Table("classes", metadata, ClassColumns)


class StudentColumns(TypedColumns):
    """A student of a class, with the data of the last roster."""

    id: Named[int] = Column(primary_key=True)
    class_id: Named[int] = Column(ForeignKey("classes.id"))
    roster_id: Named[str] = Column(Words)
    name: Named[str] = Column(Words)
    email: Named[str] = Column(Words)
    section: Named[str] = Column(Words)


Students = Table("students", metadata, StudentColumns, UniqueConstraint("class_id", "roster_id"))


class RunColumns(TypedColumns):
    """One command that graded a class (`grade`) or changed records (`regrade`, `rescore`, `override`, `undo`)."""

    id: Named[int] = Column(primary_key=True)
    uuid: Named[str] = Column(Text, unique=True)
    class_id: Named[int] = Column(ForeignKey("classes.id"))
    kind: Named[str] = Column(Text)
    started: Named[datetime.datetime] = Column(Utc)
    ended: Named[datetime.datetime | None] = Column(Utc)
    grader: Named[str] = Column(Text)
    command: Named[str] = Column(Words)
    exercises: Named[JsonValue] = Column(Json, nullable=False)
    made_by: Named[str | None] = Column(Words)
    why: Named[str | None] = Column(Words)
    reverts_id: Named[int | None] = Column(ForeignKey("runs.id"))


Runs = Table("runs", metadata, RunColumns, Index("ix_runs_class_id", "class_id"))


class RunStudentColumns(TypedColumns):
    """A student whom a run is to grade."""

    run_id: Named[int] = Column(_belongs_to("runs.id"), primary_key=True)
    student_id: Named[int] = Column(_belongs_to("students.id"), primary_key=True)


RunStudents = Table("run_students", metadata, RunStudentColumns)


class AttemptColumns(TypedColumns):
    """One evaluation of one exercise, on a student's host or (`regrade_of`) from the evidence of an earlier attempt.

    A regrade that could not determine the result has status `error` and no score: the earlier score stays in force.
    """

    id: Named[int] = Column(primary_key=True)
    run_id: Named[int] = Column(ForeignKey("runs.id"))
    student_id: Named[int] = Column(_belongs_to("students.id"))
    exercise: Named[str] = Column(Text)
    number: Named[int]
    digest: Named[str] = Column(Text)
    """Of all observations, so that the same attempt is recorded only once."""
    regrade_of: Named[int | None] = Column(_belongs_to("attempts.id"))
    host: Named[str] = Column(Words)
    host_key: Named[str | None] = Column(Words)
    engine: Named[str | None] = Column(Words)
    api: Named[str | None] = Column(Words)
    started: Named[datetime.datetime] = Column(Utc)
    seconds: Named[float]
    work_done_at: Named[datetime.datetime | None] = Column(Utc)
    recorded: Named[datetime.datetime] = Column(Utc)
    status: Named[str] = Column(Text)
    cause: Named[str | None] = Column(Words)
    suite_hash: Named[str] = Column(Text)
    grader: Named[str] = Column(Text)
    evidence: Named[str | None] = Column(Words)
    evidence_sha256: Named[str | None] = Column(Text)
    cause_message: Named[JsonValue] = Column(Json, nullable=True)
    """The cause as a template and its values; NULL without a cause, or in records from before version 0002."""


Attempts = Table(
    "attempts",
    metadata,
    AttemptColumns,
    UniqueConstraint("run_id", "student_id", "exercise", "number"),
    UniqueConstraint("run_id", "student_id", "exercise", "digest"),
    CheckConstraint("status IN ('graded', 'error')", name="ck_attempts_status"),
    Index("ix_attempts_student_id", "student_id", "exercise"),
)


class ResultColumns(TypedColumns):
    """The result of a run, student and exercise: the first attempt with a grade."""

    run_id: Named[int] = Column(ForeignKey("runs.id"), primary_key=True)
    student_id: Named[int] = Column(_belongs_to("students.id"), primary_key=True)
    exercise: Named[str] = Column(Text, primary_key=True)
    attempt_id: Named[int] = Column(_belongs_to("attempts.id"), unique=True)


Results = Table("results", metadata, ResultColumns)


class VerdictColumns(TypedColumns):
    """The conclusion of one check of an attempt."""

    attempt_id: Named[int] = Column(_belongs_to("attempts.id"), primary_key=True)
    position: Named[int] = Column(primary_key=True)
    check_id: Named[str] = Column(Words)
    status: Named[str] = Column(Text)
    fraction: Named[float]
    reason: Named[str | None] = Column(Words)
    seen: Named[JsonValue] = Column(Json, nullable=True)
    expected: Named[JsonValue] = Column(Json, nullable=True)
    details: Named[JsonValue] = Column(Json, nullable=True)
    blocked_by: Named[str | None] = Column(Words)
    cause: Named[str | None] = Column(Words)
    trace: Named[str | None] = Column(Words)
    seconds: Named[float]
    facts: Named[JsonValue] = Column(Json, nullable=False)
    done_at: Named[float | None]
    cause_message: Named[JsonValue] = Column(Json, nullable=True)
    """As that of an attempt."""
    root: Named[JsonValue] = Column(Json, nullable=True)
    """The root cause: its kind and name; NULL without one, or in records from before version 0003."""
    reads: Named[JsonValue] = Column(Json, nullable=True)
    """Pairs of a fact and the paths of what the check read of it; NULL without any, or from before version 0004."""


Verdicts = Table(
    "verdicts",
    metadata,
    VerdictColumns,
    CheckConstraint("status IN ('passed', 'partial', 'failed', 'blocked', 'error')", name="ck_verdicts_status"),
)


class ScoreColumns(TypedColumns):
    """The points of an attempt. Each new score replaces the previous one, so that they form a chain without forks."""

    id: Named[int] = Column(primary_key=True)
    attempt_id: Named[int] = Column(_belongs_to("attempts.id"))
    run_id: Named[int] = Column(ForeignKey("runs.id"))
    """The run whose kind, author and reason apply to this score."""
    verdicts_of: Named[int] = Column(_belongs_to("attempts.id"))
    """The attempt whose verdicts were scored: this one, or one that evaluated its evidence again."""
    replaces: Named[int | None] = Column(_belongs_to("scores.id"), unique=True)
    created: Named[datetime.datetime] = Column(Utc)
    rubric_hash: Named[str] = Column(Text)
    points: Named[JsonValue] = Column(Json, nullable=False)
    raw: Named[float | None]
    max_score: Named[float]
    late_reason: Named[str | None] = Column(Text)
    late_deadline: Named[datetime.datetime | None] = Column(Utc)
    late_seconds: Named[float | None]
    late_days: Named[int | None]
    late_percent_kept: Named[float | None]
    late_max_points: Named[float | None]
    final: Named[float | None]


Scores = Table("scores", metadata, ScoreColumns, Index("ix_scores_attempt_id", "attempt_id"))


class OverrideColumns(TypedColumns):
    """Points or a verdict that an instructor set; applied to every later score until it is withdrawn."""

    id: Named[int] = Column(primary_key=True)
    student_id: Named[int] = Column(_belongs_to("students.id"))
    exercise: Named[str] = Column(Text)
    check_id: Named[str | None] = Column(Words)
    points: Named[float | None]
    verdict: Named[str | None] = Column(Words)
    reason: Named[str] = Column(Words)
    made_by: Named[str] = Column(Words)
    created: Named[datetime.datetime] = Column(Utc)
    run_id: Named[int] = Column(ForeignKey("runs.id"))
    """The run of kind `override` or `undo` that recorded it."""
    withdrawn: Named[datetime.datetime | None] = Column(Utc)
    withdrawn_by: Named[str | None] = Column(Words)
    withdrawn_in: Named[int | None] = Column(ForeignKey("runs.id"))
    """The run that withdrew or replaced it."""


Overrides = Table("overrides", metadata, OverrideColumns, Index("ix_overrides_student_id", "student_id", "exercise"))


class DeliveryColumns(TypedColumns):
    """A score or a message for a student, sent to a platform or a mail server.

    A row is added before anything is sent. `answered`, `accepted` and `answer` are filled in once it was answered:
    without them, it may or may not have arrived.
    """

    id: Named[int] = Column(primary_key=True)
    student_id: Named[int] = Column(_belongs_to("students.id"))
    service: Named[str] = Column(Text)
    target: Named[str] = Column(Words)
    exercise: Named[str] = Column(Text)
    """Empty for what is about all exercises."""
    number: Named[int]
    """Counts what was sent to the student for the same service, target and exercise, from 1."""
    recipient: Named[str] = Column(Words)
    digest: Named[str] = Column(Text)
    """Of the whole content and the recipient."""
    content: Named[JsonValue] = Column(Json, nullable=False)
    stamped: Named[datetime.datetime] = Column(Utc)
    """The time that the content carries; each number has a later one, by a whole second or more."""
    created: Named[datetime.datetime] = Column(Utc)
    answered: Named[datetime.datetime | None] = Column(Utc)
    accepted: Named[bool | None]
    answer: Named[str | None] = Column(Words)


DeliveryRows = Table(
    "deliveries",
    metadata,
    DeliveryColumns,
    UniqueConstraint("student_id", "service", "target", "exercise", "number"),
)
