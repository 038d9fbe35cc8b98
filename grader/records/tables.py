"""The gradebook's tables; docs/gradebook.md shows how they hang together.

Rows are added and never changed, with these exceptions: a student's name, email and section are those of the last
roster; a run gets its end, or more to do; an override is withdrawn; and `results` follows the scores.
"""

from __future__ import annotations

import datetime

from pydantic import JsonValue
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from grader.records.portable import Json, Plain, Utc, Words


class Base(DeclarativeBase):
    """The tables and how their types are kept."""

    type_annotation_map = {str: Words, Plain: Text, datetime.datetime: Utc, JsonValue: Json}  # noqa: RUF012  as SQLAlchemy has it


def _belongs_to(column: str) -> ForeignKey:
    """What goes when its owner goes, so that a student can be forgotten."""
    return ForeignKey(column, ondelete="CASCADE")


class Classes(Base):
    """A class: the scope of everything else."""

    __tablename__ = "classes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Students(Base):
    """A student of a class, as the last roster had it."""

    __tablename__ = "students"
    __table_args__ = (UniqueConstraint("class_id", "roster_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"))
    roster_id: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    section: Mapped[str]


class Runs(Base):
    """One command that graded: a class (`grade`), or records (`regrade`, `rescore`, `override`, `undo`)."""

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_class_id", "class_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[Plain] = mapped_column(unique=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"))
    kind: Mapped[Plain]
    started: Mapped[datetime.datetime]
    ended: Mapped[datetime.datetime | None]
    grader: Mapped[Plain]
    command: Mapped[str]
    exercises: Mapped[JsonValue] = mapped_column(Json, nullable=False)
    made_by: Mapped[str | None]
    why: Mapped[str | None]
    reverts_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))


class RunStudents(Base):
    """Whom a run is to grade."""

    __tablename__ = "run_students"

    run_id: Mapped[int] = mapped_column(_belongs_to("runs.id"), primary_key=True)
    student_id: Mapped[int] = mapped_column(_belongs_to("students.id"), primary_key=True)


class Attempts(Base):
    """One look at one exercise on one student's host, or (`regrade_of`) at the evidence of an earlier one.

    A regrade that could not tell is in `error` and has no score: the earlier one's holds.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("run_id", "student_id", "exercise", "number"),
        UniqueConstraint("run_id", "student_id", "exercise", "digest"),
        CheckConstraint("status IN ('graded', 'error')", name="ck_attempts_status"),
        Index("ix_attempts_student_id", "student_id", "exercise"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    student_id: Mapped[int] = mapped_column(_belongs_to("students.id"))
    exercise: Mapped[Plain]
    number: Mapped[int]
    digest: Mapped[Plain]
    """Of all that was seen: the same attempt is recorded once, however often that is tried."""
    regrade_of: Mapped[int | None] = mapped_column(_belongs_to("attempts.id"))
    host: Mapped[str]
    host_key: Mapped[str | None]
    engine: Mapped[str | None]
    api: Mapped[str | None]
    started: Mapped[datetime.datetime]
    seconds: Mapped[float]
    work_done_at: Mapped[datetime.datetime | None]
    recorded: Mapped[datetime.datetime]
    status: Mapped[Plain]
    cause: Mapped[str | None]
    suite_hash: Mapped[Plain]
    grader: Mapped[Plain]
    evidence: Mapped[str | None]
    evidence_sha256: Mapped[Plain | None]


class Results(Base):
    """The one right result of a student's exercise in a run: its first attempt that has a grade."""

    __tablename__ = "results"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    student_id: Mapped[int] = mapped_column(_belongs_to("students.id"), primary_key=True)
    exercise: Mapped[Plain] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(_belongs_to("attempts.id"), unique=True)


class Verdicts(Base):
    """What one check of an attempt concluded."""

    __tablename__ = "verdicts"
    __table_args__ = (
        CheckConstraint("status IN ('passed', 'partial', 'failed', 'blocked', 'error')", name="ck_verdicts_status"),
    )

    attempt_id: Mapped[int] = mapped_column(_belongs_to("attempts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[str]
    status: Mapped[Plain]
    fraction: Mapped[float]
    reason: Mapped[str | None]
    seen: Mapped[JsonValue] = mapped_column(nullable=True)
    expected: Mapped[JsonValue] = mapped_column(nullable=True)
    details: Mapped[JsonValue] = mapped_column(nullable=True)
    blocked_by: Mapped[str | None]
    cause: Mapped[str | None]
    trace: Mapped[str | None]
    seconds: Mapped[float]
    facts: Mapped[JsonValue] = mapped_column(Json, nullable=False)
    done_at: Mapped[float | None]


class Scores(Base):
    """The points of an attempt. A new scoring replaces the one before, so that they form a chain without a fork."""

    __tablename__ = "scores"
    __table_args__ = (Index("ix_scores_attempt_id", "attempt_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(_belongs_to("attempts.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    """Whose kind, author and reason are those of this scoring."""
    verdicts_of: Mapped[int] = mapped_column(_belongs_to("attempts.id"))
    """The attempt whose verdicts were scored: this one, or one that looked at its evidence again."""
    replaces: Mapped[int | None] = mapped_column(_belongs_to("scores.id"), unique=True)
    created: Mapped[datetime.datetime]
    rubric_hash: Mapped[Plain]
    points: Mapped[JsonValue] = mapped_column(Json, nullable=False)
    raw: Mapped[float | None]
    max_score: Mapped[float]
    late_reason: Mapped[Plain | None]
    late_deadline: Mapped[datetime.datetime | None]
    late_seconds: Mapped[float | None]
    late_days: Mapped[int | None]
    late_percent_kept: Mapped[float | None]
    late_max_points: Mapped[float | None]
    final: Mapped[float | None]


class Overrides(Base):
    """An instructor's word on an exercise or one of its checks; every later scoring follows it until withdrawn."""

    __tablename__ = "overrides"
    __table_args__ = (Index("ix_overrides_student_id", "student_id", "exercise"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(_belongs_to("students.id"))
    exercise: Mapped[Plain]
    check_id: Mapped[str | None]
    points: Mapped[float | None]
    verdict: Mapped[str | None]
    reason: Mapped[str]
    made_by: Mapped[str]
    created: Mapped[datetime.datetime]
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    """The run of kind `override` (or `undo`) that it came with."""
    withdrawn: Mapped[datetime.datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_in: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    """The run that withdrew it, or put another in its place."""
