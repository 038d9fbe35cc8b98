"""Removes records: those of one student, or those older than the retention time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, exists, select, update

from grader.records.tables import Attempts, DeliveryRows, Overrides, Runs, RunStudents, Students

FORGOTTEN = "(forgotten)"

_AT_ONCE = 500
"""Keys in one statement; every database allows at least this many."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the gradebook stores about one student."""

    name: str
    email: str
    attempts: int
    evidence: frozenset[str]
    """The evidence files, as the gradebook names them."""


@dataclass(frozen=True, slots=True)
class Old:
    """Attempts recorded before a time, with their evidence. A regrade does not make an attempt newer."""

    attempts: tuple[int, ...]
    evidence: frozenset[str]


def kept(connection: Connection, class_id: int | None, student: str) -> Kept | None:
    """What is stored about a student; None if the class has no student with this ID."""
    row = connection.execute(_student(class_id, student)).one_or_none()
    if row is None:
        return None
    paths = connection.execute(select(Attempts.c.evidence).where(Attempts.c.student_id == row.id)).scalars().all()
    return Kept(row.name, row.email, len(paths), frozenset(path for path in paths if path))


def run_ids(connection: Connection, class_id: int | None) -> list[str]:
    """The IDs of all runs of a class."""
    return list(connection.execute(select(Runs.c.uuid).where(Runs.c.class_id == class_id)).scalars())


def forget(connection: Connection, class_id: int | None, student: str) -> None:
    """Delete a student and all dependent rows, and the student's names in the commands and reasons of runs."""
    row = connection.execute(_student(class_id, student)).one_or_none()
    if row is None:
        return
    names = [word for word in (row.roster_id, row.name, row.email) if word]
    connection.execute(delete(Students).where(Students.c.id == row.id))
    whole_words = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in names))
    for run in connection.execute(
        select(Runs.c.id, Runs.c.command, Runs.c.why).where(Runs.c.class_id == class_id)
    ).all():
        texts = {"command": run.command, "why": run.why}
        clean = {key: whole_words.sub(FORGOTTEN, text) if text else text for key, text in texts.items()}
        if clean != texts:
            connection.execute(update(Runs).where(Runs.c.id == run.id).values(**clean))


def old(connection: Connection, class_id: int | None, before: datetime.datetime, *, with_evidence: bool) -> Old:
    """What a class recorded before a time; with `with_evidence`, only what has evidence."""
    query = (
        select(Attempts.c.id, Attempts.c.evidence)
        .join(Students, Students.c.id == Attempts.c.student_id)
        .where(Students.c.class_id == class_id, Attempts.c.regrade_of.is_(None), Attempts.c.recorded < before)
    )
    rows = connection.execute(query.where(Attempts.c.evidence.is_not(None)) if with_evidence else query).all()
    return Old(tuple(row.id for row in rows), frozenset(row.evidence for row in rows if row.evidence))


def forget_evidence(connection: Connection, paths: Iterable[str]) -> None:
    """Remove the paths of deleted evidence files. Verdicts, points and the files' hashes stay."""
    for batch in _batches(sorted(paths)):
        connection.execute(update(Attempts).where(Attempts.c.evidence.in_(batch)).values(evidence=None))


def delete_old(
    connection: Connection,
    class_id: int | None,
    attempts: Iterable[int],
    before: datetime.datetime,
    roster: Collection[str],
) -> None:
    """Delete attempts with all dependent rows, then what no attempt refers to: plans, overrides, deliveries, students.

    Runs stay, without their commands, because later scores may refer to them. The students of `roster` stay as well.
    """
    for batch in _batches(list(attempts)):
        connection.execute(delete(Attempts).where(Attempts.c.id.in_(batch)))
    of_class = select(Students.c.id).where(Students.c.class_id == class_id)
    runs = select(Runs.c.id).where(Runs.c.class_id == class_id, Runs.c.started < before)
    attempt = Attempts.alias()
    connection.execute(
        delete(RunStudents).where(
            RunStudents.c.run_id.in_(runs),
            ~exists().where(attempt.c.run_id == RunStudents.c.run_id, attempt.c.student_id == RunStudents.c.student_id),
        )
    )
    connection.execute(
        delete(Overrides).where(
            Overrides.c.student_id.in_(of_class),
            Overrides.c.created < before,
            ~exists().where(attempt.c.student_id == Overrides.c.student_id, attempt.c.exercise == Overrides.c.exercise),
        )
    )
    for_exercise = (DeliveryRows.c.exercise == "") | (attempt.c.exercise == DeliveryRows.c.exercise)
    connection.execute(
        delete(DeliveryRows).where(
            DeliveryRows.c.student_id.in_(of_class),
            DeliveryRows.c.created < before,
            ~exists().where(attempt.c.student_id == DeliveryRows.c.student_id, for_exercise),
        )
    )
    connection.execute(update(Runs).where(Runs.c.id.in_(runs)).values(command=""))
    idle = select(Students.c.id, Students.c.roster_id).where(
        Students.c.class_id == class_id,
        ~exists().where(attempt.c.student_id == Students.c.id),
        ~exists().where(RunStudents.c.student_id == Students.c.id),
    )
    removable = [row.id for row in connection.execute(idle).all() if row.roster_id not in roster]
    for batch in _batches(removable):
        connection.execute(delete(Students).where(Students.c.id.in_(batch)))


def _student(class_id: int | None, student: str) -> Any:
    return select(Students).where(Students.c.class_id == class_id, Students.c.roster_id == student)


def _batches(values: list[Any]) -> Iterable[list[Any]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))
