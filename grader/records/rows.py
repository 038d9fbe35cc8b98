"""Converts rows of the database to the values that the gradebook returns."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from pydantic import JsonValue, TypeAdapter, ValidationError
from sqlalchemy import Row

from grader.checks.reads import Read
from grader.checks.verdict import RootCause, Status, Verdict
from grader.grading.overrides import Override
from grader.message import Message
from grader.records.entries import Change, Lateness, Record, Score, StoredOverride
from grader.records.tables import Verdicts

_ROOT = TypeAdapter(RootCause)
_STATUSES = {one.value: one for one in Status}
_VERDICT_COLUMNS = tuple(Verdicts.c.keys())
_ANY = Verdict(check="", status=Status.PASSED)
"""Copying it takes a third of the time of making a verdict."""


def record_of(row: Row[Any], folder: Path | None) -> Record:
    """An attempt with its current score. Relative paths of evidence start at `folder`."""
    return Record(
        id=row.id,
        run=row.uuid,
        student=row.roster_id,
        exercise=row.exercise,
        number=row.number,
        host=row.host,
        host_key=row.host_key,
        engine=row.engine,
        api=row.api,
        started=row.started,
        seconds=row.seconds,
        work_done_at=row.work_done_at,
        recorded=row.recorded,
        status=row.status,
        cause=row.cause,
        cause_message=_message(row.cause_message),
        suite_hash=row.suite_hash,
        grader=row.grader,
        evidence=None if row.evidence is None else (folder or Path()) / row.evidence,
        evidence_sha256=row.evidence_sha256,
        is_result=row.result_id is not None,
        score=score_of(row),
    )


def score_of(row: Row[Any]) -> Score:
    """The score in the columns whose names begin with `score_`."""
    return Score(
        id=row.score_id,
        run=row.score_run,
        kind=row.score_kind,
        made_by=row.score_made_by,
        why=row.score_why,
        created=row.score_created,
        verdicts_of=row.score_verdicts_of,
        rubric_hash=row.score_rubric_hash,
        points=row.score_points,
        raw=row.score_raw,
        max_score=row.score_max_score,
        late=_lateness(row) if row.score_late_reason is not None else None,
        final=row.score_final,
    )


def override_of(row: Row[Any]) -> StoredOverride:
    """An override with the IDs of the runs that made and withdrew it."""
    return StoredOverride(
        id=row.id,
        student=row.roster_id,
        exercise=row.exercise,
        override=Override(row.check_id, row.points, row.verdict),
        reason=row.reason,
        made_by=row.made_by,
        created=row.created,
        run=row.uuid,
        withdrawn=row.withdrawn,
        withdrawn_by=row.withdrawn_by,
        withdrawn_in=row.withdrawing_run,
    )


def change_of(row: Row[Any]) -> Change:
    """A run that changed records."""
    return Change(
        id=row.uuid,
        kind=row.kind,
        made_by=row.made_by,
        why=row.why,
        made=row.started,
        exercises=tuple(row.exercises),
        reverts=row.reverts,
        reverted_by=row.reverted_by,
        key=row.id,
    )


def verdict_of(row: Row[Any]) -> Verdict:
    """A recorded verdict, from a row with all columns.

    It was valid when recorded and a class has many, so it is not validated again.
    """
    kept = dict(zip(_VERDICT_COLUMNS, row, strict=True))  # a row is slower at finding columns by name
    fields = {
        "check": kept["check_id"],
        "status": _STATUSES[kept["status"]],
        "fraction": kept["fraction"],
        "reason": kept["reason"],
        "seen": kept["seen"],
        "expected": kept["expected"],
        "values": kept["details"] or {},
        "blocked_by": kept["blocked_by"],
        "root": _root(kept["root"]),
        "cause": kept["cause"],
        "cause_message": _message(kept["cause_message"]),
        "trace": kept["trace"],
        "seconds": kept["seconds"],
        "facts": tuple(kept["facts"] or ()),
        "reads": tuple(Read(fact, tuple(paths)) for fact, paths in kept["reads"] or ()),
        "done_at": kept["done_at"],
    }
    return _ANY.model_copy(update=fields)


def _root(kept: JsonValue) -> RootCause | None:
    """The root cause in a column; None if there is none, or if this version does not know its kind."""
    try:
        return None if kept is None else _ROOT.validate_python(kept)
    except ValidationError:
        return None


def _message(kept: JsonValue) -> Message | None:
    """The message in a column; None if there is none, or if this version cannot read it."""
    try:
        return None if kept is None else Message.from_json(kept)
    except ValueError:
        return None


def _lateness(row: Row[Any]) -> Lateness:
    return Lateness(
        reason=row.score_late_reason,
        deadline=row.score_late_deadline,
        late_by=datetime.timedelta(seconds=row.score_late_seconds),
        days=row.score_late_days,
        percent_kept=row.score_late_percent_kept,
        max_points=row.score_late_max_points,
    )
