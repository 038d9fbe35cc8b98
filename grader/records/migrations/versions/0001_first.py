"""The first gradebook."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)
_JSON = sa.Text().with_variant(sa.JSON(), "postgresql")
"""Declared as text: in a column of an unknown type, SQLite turns the text of a number into a number."""


def _owned(name: str, owner: str, **more: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{owner}.id", ondelete="CASCADE"), **more)


def _linked(name: str, other: str, **more: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{other}.id"), **more)


def upgrade() -> None:
    """Make all tables."""
    _class()
    _attempts()
    _scores()


def _class() -> None:
    op.create_table(
        "classes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "students",
        sa.Column("id", sa.Integer, primary_key=True),
        _linked("class_id", "classes", nullable=False),
        sa.Column("roster_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.UniqueConstraint("class_id", "roster_id"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.Text, nullable=False, unique=True),
        _linked("class_id", "classes", nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("started", _MOMENT, nullable=False),
        sa.Column("ended", _MOMENT),
        sa.Column("grader", sa.Text, nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("exercises", _JSON, nullable=False),
        sa.Column("made_by", sa.Text),
        sa.Column("why", sa.Text),
        _linked("reverts_id", "runs"),
    )
    op.create_index("ix_runs_class_id", "runs", ["class_id"])
    op.create_table(
        "run_students",
        _owned("run_id", "runs", primary_key=True),
        _owned("student_id", "students", primary_key=True),
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        _linked("run_id", "runs", nullable=False),
        _owned("student_id", "students", nullable=False),
        sa.Column("exercise", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        _owned("regrade_of", "attempts"),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("host_key", sa.Text),
        sa.Column("engine", sa.Text),
        sa.Column("api", sa.Text),
        sa.Column("started", _MOMENT, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("work_done_at", _MOMENT),
        sa.Column("recorded", _MOMENT, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("cause", sa.Text),
        sa.Column("suite_hash", sa.Text, nullable=False),
        sa.Column("grader", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text),
        sa.Column("evidence_sha256", sa.Text),
        sa.UniqueConstraint("run_id", "student_id", "exercise", "number"),
        sa.UniqueConstraint("run_id", "student_id", "exercise", "digest"),
        sa.CheckConstraint("status IN ('graded', 'error')", name="ck_attempts_status"),
    )
    op.create_index("ix_attempts_student_id", "attempts", ["student_id", "exercise"])
    op.create_table(
        "results",
        _linked("run_id", "runs", primary_key=True),
        _owned("student_id", "students", primary_key=True),
        sa.Column("exercise", sa.Text, primary_key=True),
        _owned("attempt_id", "attempts", nullable=False, unique=True),
    )
    op.create_table(
        "verdicts",
        _owned("attempt_id", "attempts", primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("check_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("fraction", sa.Double, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("seen", _JSON),
        sa.Column("expected", _JSON),
        sa.Column("details", _JSON),
        sa.Column("blocked_by", sa.Text),
        sa.Column("cause", sa.Text),
        sa.Column("trace", sa.Text),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("done_at", sa.Double),
        sa.CheckConstraint("status IN ('passed', 'partial', 'failed', 'blocked', 'error')", name="ck_verdicts_status"),
    )


def _scores() -> None:
    op.create_table(
        "scores",
        sa.Column("id", sa.Integer, primary_key=True),
        _owned("attempt_id", "attempts", nullable=False),
        _linked("run_id", "runs", nullable=False),
        _owned("verdicts_of", "attempts", nullable=False),
        _owned("replaces", "scores", unique=True),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("rubric_hash", sa.Text, nullable=False),
        sa.Column("points", _JSON, nullable=False),
        sa.Column("raw", sa.Double),
        sa.Column("max_score", sa.Double, nullable=False),
        sa.Column("late_reason", sa.Text),
        sa.Column("late_deadline", _MOMENT),
        sa.Column("late_seconds", sa.Double),
        sa.Column("late_days", sa.Integer),
        sa.Column("late_percent_kept", sa.Double),
        sa.Column("late_max_points", sa.Double),
        sa.Column("final", sa.Double),
    )
    op.create_index("ix_scores_attempt_id", "scores", ["attempt_id"])
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer, primary_key=True),
        _owned("student_id", "students", nullable=False),
        sa.Column("exercise", sa.Text, nullable=False),
        sa.Column("check_id", sa.Text),
        sa.Column("points", sa.Double),
        sa.Column("verdict", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        _linked("run_id", "runs", nullable=False),
        sa.Column("withdrawn", _MOMENT),
        sa.Column("withdrawn_by", sa.Text),
        _linked("withdrawn_in", "runs"),
    )
    op.create_index("ix_overrides_student_id", "overrides", ["student_id", "exercise"])
