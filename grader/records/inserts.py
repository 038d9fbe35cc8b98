"""What a transaction adds to the gradebook."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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

# Built once: building these would cost more than running them.
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
    """An entry, and its evidence as the gradebook names it."""

    entry: Entry
    evidence: str | None = None
    evidence_sha256: str | None = None


def add_class(connection: Connection, name: str) -> int:
    """The class's id; a new one gets one. Nobody else changes its students until this transaction ends."""
    found = connection.execute(select(Classes.c.id).where(Classes.c.name == name).with_for_update()).scalar()
    return found if found is not None else _added(connection, Classes, {"name": name})


def import_students(connection: Connection, class_id: int, students: Iterable[OnRoster]) -> dict[str, int]:
    """Add the students, or bring their names up to date; gives their ids."""
    wanted = {one.id: {"name": one.name, "email": one.email, "section": one.section} for one in students}
    rows = connection.execute(select(Students).where(Students.c.class_id == class_id)).all()
    known = {row.roster_id: {"name": row.name, "email": row.email, "section": row.section} for row in rows}
    ids: dict[str, int] = {row.roster_id: row.id for row in rows}
    new = [{"class_id": class_id, "roster_id": key, **words} for key, words in wanted.items() if key not in known]
    changed = [{"key": ids[key], **words} for key, words in wanted.items() if known.get(key, words) != words]
    if new:
        connection.execute(insert(Students), new)
        added = select(Students.c.roster_id, Students.c.id).where(Students.c.class_id == class_id)
        ids = {row.roster_id: row.id for row in connection.execute(added)}
    if changed:
        connection.execute(update(Students).where(Students.c.id == bindparam("key")), changed)
    return {key: ids[key] for key in wanted}


def plan_students(connection: Connection, run_id: int, student_ids: Iterable[int]) -> None:
    """Add to those whom a run is to grade."""
    planned = set(connection.execute(select(RunStudents.c.student_id).where(RunStudents.c.run_id == run_id)).scalars())
    new = [{"run_id": run_id, "student_id": one} for one in student_ids if one not in planned]
    if new:
        connection.execute(insert(RunStudents), new)


def add_attempts(
    connection: Connection, run_id: int, class_id: int, student: str, entries: Sequence[Filed]
) -> list[int]:
    """Add attempts of a student with their verdicts and scores, but for those that are there. Gives the ids of all."""
    whose = {"run_id": run_id, "student_id": _student_id(connection, class_id, student)}
    before = connection.execute(_BEFORE, whose).all()
    ids = {(one.exercise, one.digest): one.id for one in before}
    keys = [(one.entry.attempt.exercise, _digest(one.entry.attempt)) for one in entries]
    new = {key: one for key, one in zip(keys, entries, strict=True) if key not in ids}
    if new:
        added = _add_looks(connection, whose, before, new)
        entries_by_id = {id_: one.entry for id_, one in zip(added, new.values(), strict=True)}
        _add_conclusions(connection, whose, before, entries_by_id)
        ids |= zip(new, added, strict=True)
    return [ids[key] for key in keys]


def _add_looks(
    connection: Connection, whose: dict[str, int], before: Iterable[Any], new: Mapping[tuple[str, str], Filed]
) -> Sequence[int]:
    """Add the attempts themselves, by exercise and digest, numbered on from those before; gives their ids."""
    numbers = Counter({one.exercise: one.number for one in before})
    rows = []
    for (exercise, digest), one in new.items():
        numbers[exercise] += 1
        rows.append({**whose, "number": numbers[exercise], "digest": digest, **_looked(one)})
    add = insert(Attempts).returning(Attempts.c.id, sort_by_parameter_order=True)
    return connection.execute(add, rows).scalars().all()


def _add_conclusions(
    connection: Connection, whose: dict[str, int], before: Iterable[Any], added: Mapping[int, Entry]
) -> None:
    """Add the verdicts and scores of attempts, and the results that they are."""
    verdicts = [one for id_, entry in added.items() for one in verdict_rows(id_, entry.attempt.verdicts)]
    if verdicts:
        connection.execute(insert(Verdicts), verdicts)
    connection.execute(insert(Scores), [_first_score(whose["run_id"], id_, entry) for id_, entry in added.items()])
    # The first graded attempt stands; were two processes to think so of theirs, the table's key stops the second.
    standing = {one.exercise: one.id for one in before if one.result is not None}
    for id_, entry in added.items():
        if entry.grade.status == "graded":
            standing.setdefault(entry.attempt.exercise, id_)
    results = [{**whose, "exercise": exercise, "attempt_id": id_} for exercise, id_ in standing.items() if id_ in added]
    if results:
        connection.execute(insert(Results), results)


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _student_id(connection: Connection, class_id: int, student: str) -> int:
    """The student's id. Two processes that grade the same student take turns from here to the end."""
    found = connection.execute(_STUDENT, {"class_id": class_id, "roster_id": student}).scalar()
    if found is not None:
        return found
    values = {"class_id": class_id, "roster_id": student, "name": "", "email": "", "section": ""}
    return _added(connection, Students, values)


def _added(connection: Connection, table: Table, values: dict[str, object]) -> int:
    return cast("int", connection.execute(insert(table).returning(table.c.id), values).scalar_one())


def _looked(filed: Filed) -> dict[str, object]:
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
    """The columns of a cause: its text and, as far as it is known, its template with the values."""
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
        **cause_columns(verdict.cause_message or verdict.cause),
        "trace": verdict.trace,
        "seconds": verdict.seconds,
        "facts": list(verdict.facts),
        "done_at": verdict.done_at,
    }


def score_row(grade: Grade, late: LateScore | None, rubric_hash: str) -> dict[str, object]:
    """The columns of a score that say what it is, not whose."""
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


def _digest(attempt: Attempt) -> str:
    """Tells two attempts apart by what they saw, and when."""
    seen: list[Any] = [attempt.exercise, attempt.host, attempt.started.isoformat(), attempt.seconds, str(attempt.error)]
    seen += [[value for name, value in verdict if name != "cause_message"] for verdict in attempt.verdicts]
    return hashlib.sha256(json.dumps(storable(seen)).encode()).hexdigest()


def _engine(evidence: Evidence) -> tuple[str | None, str | None]:
    """The Engine and its API version, from the headers of its answers."""
    headers = {key.lower(): value for fact in evidence.facts for key, value in fact.headers}
    return headers.get("server"), headers.get("api-version")


def _aware(moment: datetime.datetime) -> datetime.datetime:
    """The moment in UTC; evidence from elsewhere may lack a time zone, or lie beyond the calendar with one."""
    try:
        return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).astimezone(datetime.UTC)
    except OverflowError:
        return moment.replace(tzinfo=datetime.UTC)
