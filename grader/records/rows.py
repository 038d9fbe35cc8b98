"""Converts rows of the database to the values that the gradebook returns."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path
from typing import Any

from pydantic import JsonValue, TypeAdapter, ValidationError
from sqlalchemy import Row

from grader.checks.reads import Read
from grader.checks.verdict import RootCause, Status, Verdict
from grader.copying import with_fields
from grader.grading.overrides import Override
from grader.message import Message
from grader.records.entries import Change, Lateness, Record, Score, StoredOverride
from grader.records.tables import Verdicts

_ROOT = TypeAdapter(RootCause)
_STATUSES = {one.value: one for one in Status}
_VERDICT_COLUMNS = tuple(Verdicts.c.keys())
_ANY = Verdict(check="", status=Status.PASSED)
"""Copying it takes a third of the time of making a verdict."""


def _getter(*columns: str) -> Callable[[Row[Any]], tuple[Any, ...]]:
    return itemgetter(*map(_VERDICT_COLUMNS.index, columns))


_NO_TIMES = {"seconds": 0.0, "done_at": None}
_TIMES = _getter("seconds", "done_at")
_PLAIN = _getter("check_id", "status", "fraction", "reason", "blocked_by", "cause", "trace")
_SAID = _getter("seen", "expected", "details", "root", "cause_message", "facts", "reads")
"""The columns of JSON: values of it that are equal, such as 1 and true, may differ."""


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
    return with_fields(_ANY, fields)


class VerdictReader:
    """Reads many verdicts: those that differ only in their times are read once.

    With `timed`, each is a copy with its own times; otherwise they are one object without times.
    """

    def __init__(self, *, timed: bool) -> None:
        self._timed = timed
        self._known: dict[tuple[object, ...], Verdict] = {}

    def read(self, row: Row[Any]) -> Verdict:
        """The same as `verdict_of`, but for the times."""
        if any(one is not None for one in _SAID(row)):
            return self._with_times(verdict_of(row), row)
        key = _PLAIN(row)
        like = self._known.get(key)
        if like is None:
            like = self._known[key] = with_fields(verdict_of(row), _NO_TIMES)
        return self._with_times(like, row)

    def _with_times(self, verdict: Verdict, row: Row[Any]) -> Verdict:
        if not self._timed:
            return verdict if verdict.seconds == 0 and verdict.done_at is None else with_fields(verdict, _NO_TIMES)
        seconds, done_at = _TIMES(row)
        return with_fields(verdict, {"seconds": seconds, "done_at": done_at})


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
