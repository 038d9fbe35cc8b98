"""Adds rows to the gradebook, within a transaction."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from grader import __version__
from grader.checking.attempt import Attempt
from grader.checks.verdict import Verdict
from grader.evidence.file import Evidence
from grader.grading.grade import Grade, cause_of
from grader.grading.late import LateScore
from grader.message import Message
from grader.records.entries import Entry, OnRoster
from grader.records.portable import storable
from grader.records.tables import Attempts, Classes, Results, RunStudents, Scores, Students, Verdicts

# Built once: building these statements would take longer than running them.
_STUDENT = (
    select(Students.c.id)
    .where(Students.c.class_id == bindparam("class_id"), Students.c.roster_id == bindparam("roster_id"))
    .with_for_update()
)
_BEFORE = (
    select(
        Attempts.c.id,
        Attempts.c.exercise,
        Attempts.c.number,
        Attempts.c.digest,
        Results.c.attempt_id.label("result"),
    )
    .outerjoin(Results, Results.c.attempt_id == Attempts.c.id)
    .where(Attempts.c.run_id == bindparam("run_id"), Attempts.c.student_id == bindparam("student_id"))
    .order_by(Attempts.c.number)
)
_LATE = [column.name for column in Scores.c if column.name.startswith("late_")]


@dataclass(frozen=True, slots=True)
class Filed:
    """An entry, with the path of its evidence as the gradebook stores it."""

    entry: Entry
    evidence: str | None = None
    evidence_sha256: str | None = None


def add_class(connection: Connection, name: str) -> int:
    """The key of a class, which is added if new. Locks its students until the transaction ends."""
    found = connection.execute(select(Classes.c.id).where(Classes.c.name == name).with_for_update()).scalar()
    return found if found is not None else _added(connection, Classes, {"name": name})


def import_students(connection: Connection, class_id: int, students: Iterable[OnRoster]) -> dict[str, int]:
    """Add the students, or update their names; returns their keys."""
    given = {one.id: {"name": one.name, "email": one.email, "section": one.section} for one in students}
    rows = connection.execute(select(Students).where(Students.c.class_id == class_id)).all()
    known = {row.roster_id: {"name": row.name, "email": row.email, "section": row.section} for row in rows}
    ids: dict[str, int] = {row.roster_id: row.id for row in rows}
    new = [{"class_id": class_id, "roster_id": key, **words} for key, words in given.items() if key not in known]
    changed = [{"key": ids[key], **words} for key, words in given.items() if known.get(key, words) != words]
    if new:
        connection.execute(insert(Students), new)
        added = select(Students.c.roster_id, Students.c.id).where(Students.c.class_id == class_id)
        ids = {row.roster_id: row.id for row in connection.execute(added)}
    if changed:
        connection.execute(update(Students).where(Students.c.id == bindparam("key")), changed)
    return {key: ids[key] for key in given}


def plan_students(connection: Connection, run_id: int, student_ids: Iterable[int]) -> None:
    """Add to the students that a run is to grade."""
    planned = set(connection.execute(select(RunStudents.c.student_id).where(RunStudents.c.run_id == run_id)).scalars())
    new = [{"run_id": run_id, "student_id": one} for one in student_ids if one not in planned]
    if new:
        connection.execute(insert(RunStudents), new)


def add_attempts(
    connection: Connection, run_id: int, class_id: int, student: str, entries: Sequence[Filed]
) -> list[int]:
    """Add those attempts of a student that are new, with verdicts and scores; returns the keys of all."""
    owner = {"run_id": run_id, "student_id": _student_id(connection, class_id, student)}
    before = connection.execute(_BEFORE, owner).all()
    ids = {(one.exercise, one.digest): one.id for one in before}
    keys = [(one.entry.attempt.exercise, _digest(one.entry.attempt)) for one in entries]
    new = {key: one for key, one in zip(keys, entries, strict=True) if key not in ids}
    if new:
        added = _add_rows(connection, owner, before, new)
        entries_by_id = {id_: one.entry for id_, one in zip(added, new.values(), strict=True)}
        _add_conclusions(connection, owner, before, entries_by_id)
        ids |= zip(new, added, strict=True)
    return [ids[key] for key in keys]


def _add_rows(
    connection: Connection, owner: dict[str, int], before: Iterable[Any], new: Mapping[tuple[str, str], Filed]
) -> Sequence[int]:
    """Add the attempts themselves, numbered after the earlier ones; returns their keys."""
    numbers = Counter({one.exercise: one.number for one in before})
    rows = []
    for (exercise, digest), one in new.items():
        numbers[exercise] += 1
        rows.append({**owner, "number": numbers[exercise], "digest": digest, **_attempt(one)})
    add = insert(Attempts).returning(Attempts.c.id, sort_by_parameter_order=True)
    return connection.execute(add, rows).scalars().all()


def _add_conclusions(
    connection: Connection, owner: dict[str, int], before: Iterable[Any], added: Mapping[int, Entry]
) -> None:
    """Add the verdicts and scores of attempts, and the results."""
    verdicts = [one for id_, entry in added.items() for one in verdict_rows(id_, entry.attempt.verdicts)]
    if verdicts:
        connection.execute(insert(Verdicts), verdicts)
    connection.execute(insert(Scores), [_first_score(owner["run_id"], id_, entry) for id_, entry in added.items()])
    # The first graded attempt is the result; if two processes add one, the table's key refuses the second.
    first = {one.exercise: one.id for one in before if one.result is not None}
    for id_, entry in added.items():
        if entry.grade.status == "graded":
            first.setdefault(entry.attempt.exercise, id_)
    results = [{**owner, "exercise": exercise, "attempt_id": id_} for exercise, id_ in first.items() if id_ in added]
    if results:
        connection.execute(insert(Results), results)


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _student_id(connection: Connection, class_id: int, student: str) -> int:
    """The student's key. Processes that grade the same student wait for each other from here on."""
    found = connection.execute(_STUDENT, {"class_id": class_id, "roster_id": student}).scalar()
    if found is not None:
        return found
    values = {"class_id": class_id, "roster_id": student, "name": "", "email": "", "section": ""}
    return _added(connection, Students, values)


def _added(connection: Connection, table: Table, values: dict[str, object]) -> int:
    return cast("int", connection.execute(insert(table).returning(table.c.id), values).scalar_one())


def _attempt(filed: Filed) -> dict[str, object]:
    entry, attempt = filed.entry, filed.entry.attempt
    engine, api = _engine(attempt.evidence)
    return {
        "exercise": attempt.exercise,
        "host": attempt.host,
        "host_key": entry.host_key,
        "engine": engine,
        "api": api,
        "started": _aware(attempt.started),
        "seconds": attempt.seconds,
        "work_done_at": entry.work_done_at and _aware(entry.work_done_at),
        "recorded": now(),
        "status": entry.grade.status,
        **cause_columns(cause_of(attempt, entry.grade) if entry.grade.status == "error" else None),
        "suite_hash": entry.suite_hash,
        "grader": __version__,
        "evidence": filed.evidence,
        "evidence_sha256": filed.evidence_sha256,
    }


def cause_columns(cause: Message | str | None) -> dict[str, object]:
    """The columns of a cause: its text and, if known, its template with the values."""
    message = cause.to_json() if isinstance(cause, Message) else None
    return {"cause": None if cause is None else str(cause), "cause_message": message}


def verdict_rows(attempt_id: int, verdicts: Iterable[Verdict]) -> list[dict[str, object]]:
    """The rows of an attempt's verdicts, in their order."""
    return [_verdict(attempt_id, position, one) for position, one in enumerate(verdicts)]


def _verdict(attempt_id: int, position: int, verdict: Verdict) -> dict[str, object]:
    return {
        "attempt_id": attempt_id,
        "position": position,
        "check_id": verdict.check,
        "status": verdict.status.value,
        "fraction": verdict.fraction if math.isfinite(verdict.fraction) else 0.0,  # SQLite makes NULL of NaN
        "reason": verdict.reason,
        "seen": verdict.seen,
        "expected": verdict.expected,
        "details": verdict.values or None,
        "blocked_by": verdict.blocked_by,
        "root": None if verdict.root is None else asdict(verdict.root),
        **cause_columns(verdict.cause_message or verdict.cause),
        "reads": [[read.fact, list(read.paths)] for read in verdict.reads] or None,
        "trace": verdict.trace,
        "seconds": verdict.seconds,
        "facts": list(verdict.facts),
        "done_at": verdict.done_at,
    }


def score_row(grade: Grade, late: LateScore | None, rubric_hash: str) -> dict[str, object]:
    """The columns of a score, except those that refer to other rows."""
    values: dict[str, object] = {
        "created": now(),
        "rubric_hash": rubric_hash,
        "points": {one.check: one.points for one in grade.checks},
        "raw": grade.score,
        "max_score": grade.max_score,
        **dict.fromkeys(_LATE),
        "final": grade.score,
    }
    if late is not None and grade.score is not None:
        values |= {
            "late_reason": late.reason,
            "late_deadline": late.deadline,
            "late_seconds": late.late_by.total_seconds(),
            "late_days": late.days,
            "late_percent_kept": late.percent_kept,
            "late_max_points": late.max_points,
            "final": late.points,
        }
    return values


def _first_score(run_id: int, attempt_id: int, entry: Entry) -> dict[str, object]:
    points = score_row(entry.grade, entry.late, entry.rubric_hash)
    return {"attempt_id": attempt_id, "run_id": run_id, "verdicts_of": attempt_id, **points}


_LATER = {"cause_message", "reads", "root", "states_root", "place"}
"""Fields of a verdict that are no part of the hash: it must stay what earlier versions have recorded."""


def _digest(attempt: Attempt) -> str:
    """A hash that differs between attempts with different observations or times."""
    observed: list[Any] = [
        attempt.exercise,
        attempt.host,
        attempt.started.isoformat(),
        attempt.seconds,
        str(attempt.error),
    ]
    observed += [[value for name, value in verdict if name not in _LATER] for verdict in attempt.verdicts]
    return hashlib.sha256(json.dumps(storable(observed)).encode()).hexdigest()


def _engine(evidence: Evidence) -> tuple[str | None, str | None]:
    """The Engine and its API version, from the headers of its responses."""
    headers = {key.lower(): value for fact in evidence.facts for key, value in fact.headers}
    return headers.get("server"), headers.get("api-version")


def _aware(moment: datetime.datetime) -> datetime.datetime:
    """The time in UTC. Foreign evidence may have no time zone, or a time that is out of range in UTC."""
    try:
        return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).astimezone(datetime.UTC)
    except OverflowError:
        return moment.replace(tzinfo=datetime.UTC)
