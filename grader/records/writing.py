"""What a transaction adds to the gradebook."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Insert, Table, bindparam, insert, select, update

from grader import __version__
from grader.checking.run import Attempt
from grader.checking.verdict import Verdict
from grader.grading.grade import Grade
from grader.hosts.tape import Tape
from grader.records.entries import LateScore, OnRoster
from grader.records.portable import storable
from grader.records.tables import Attempts, Classes, Results, RunStudents, Scores, Students, Verdicts

# Built once: building statements would cost more than running them.
_ADD: dict[Table, Insert] = {table: insert(table) for table in (Attempts, Classes, Results, Scores, Students, Verdicts)}
_STUDENT = (
    select(Students.c.id)
    .where(Students.c.class_id == bindparam("class_id"), Students.c.roster_id == bindparam("roster_id"))
    .with_for_update()
)
_LATE = [column.name for column in Scores.c if column.name.startswith("late_")]
_ROW = (
    select(Attempts.c.id, Attempts.c.number, Attempts.c.digest, Results.c.attempt_id.label("result"))
    .outerjoin(Results, Results.c.attempt_id == Attempts.c.id)
    .where(
        Attempts.c.run_id == bindparam("run_id"),
        Attempts.c.student_id == bindparam("student_id"),
        Attempts.c.exercise == bindparam("exercise"),
    )
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One attempt on its way into the gradebook."""

    attempt: Attempt
    grade: Grade
    suite_hash: str
    rubric_hash: str
    host_key: str | None
    evidence: str | None
    evidence_sha256: str | None
    work_done_at: datetime.datetime | None
    late: LateScore | None


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


def add_attempt(connection: Connection, run_id: int, class_id: int, student: str, entry: Entry) -> int:
    """Add an attempt with its verdicts and score, unless it is there already."""
    student_id = _student_id(connection, class_id, student)
    row = {"run_id": run_id, "student_id": student_id, "exercise": entry.attempt.exercise}
    before = connection.execute(_ROW, row).all()
    digest = _digest(entry.attempt)
    for one in before:
        if one.digest == digest:
            return cast("int", one.id)
    number = max((one.number for one in before), default=0) + 1
    attempt_id = _added(connection, Attempts, {**row, "number": number, "digest": digest, **_looked(entry)})
    verdicts = verdict_rows(attempt_id, entry.attempt.verdicts)
    if verdicts:
        connection.execute(_ADD[Verdicts], verdicts)
    points = score_row(entry.grade, entry.late, entry.rubric_hash)
    score = {"attempt_id": attempt_id, "run_id": run_id, "verdicts_of": attempt_id, **points}
    connection.execute(_ADD[Scores], score)
    # The first graded attempt stands; were two processes to think so of theirs, the table's key stops the second.
    if entry.grade.status == "graded" and all(one.result is None for one in before):
        connection.execute(_ADD[Results], {**row, "attempt_id": attempt_id})
    return attempt_id


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
    return cast("int", connection.execute(_ADD[table].returning(table.c.id), values).scalar_one())


def _looked(entry: Entry) -> dict[str, object]:
    attempt = entry.attempt
    engine, api = _engine(attempt.tape)
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
        "cause": cause_of(attempt, entry.grade),
        "suite_hash": entry.suite_hash,
        "grader": __version__,
        "evidence": entry.evidence,
        "evidence_sha256": entry.evidence_sha256,
    }


def cause_of(attempt: Attempt, grade: Grade) -> str | None:
    """Why the grader could not tell; None where it could."""
    if grade.status != "error":
        return None
    if attempt.error is not None:
        return str(attempt.error)
    return next((line.verdict.cause for line in grade.lines if line.verdict.cause), None)


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
        "cause": verdict.cause,
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
        "points": {line.check: line.points for line in grade.lines},
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


def _digest(attempt: Attempt) -> str:
    """Tells two attempts apart by what they saw, and when."""
    seen: list[Any] = [attempt.exercise, attempt.host, attempt.started.isoformat(), attempt.seconds, str(attempt.error)]
    seen += [list(dict(verdict).values()) for verdict in attempt.verdicts]
    return hashlib.sha256(json.dumps(storable(seen)).encode()).hexdigest()


def _engine(tape: Tape) -> tuple[str | None, str | None]:
    """The Engine and its API version, from the headers of its answers."""
    headers = {key.lower(): value for fact in tape.facts for key, value in fact.headers}
    return headers.get("server"), headers.get("api-version")


def _aware(moment: datetime.datetime) -> datetime.datetime:
    """The moment in UTC; evidence from elsewhere may lack a time zone, or lie beyond the calendar with one."""
    try:
        return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).astimezone(datetime.UTC)
    except OverflowError:
        return moment.replace(tzinfo=datetime.UTC)
