"""Takes records away: of a student who is to be forgotten, or of a time that is over."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, exists, select, update

from grader.records.tables import Attempts, Overrides, Runs, RunStudents, Students

FORGOTTEN = "(forgotten)"

_AT_ONCE = 500
"""Ids in one statement; databases take so many at least."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the gradebook keeps of one student."""

    name: str
    email: str
    attempts: int
    evidence: frozenset[str]
    """As the gradebook names the files."""


@dataclass(frozen=True, slots=True)
class Old:
    """What was recorded before a time: attempts with their evidence. Looking at evidence again makes none younger."""

    attempts: tuple[int, ...]
    evidence: frozenset[str]


def kept(connection: Connection, class_id: int | None, student: str) -> Kept | None:
    """What there is of a student; None if the class does not know any of this id."""
    row = connection.execute(_student(class_id, student)).one_or_none()
    if row is None:
        return None
    mine = connection.execute(select(Attempts.c.evidence).where(Attempts.c.student_id == row.id)).scalars().all()
    return Kept(row.name, row.email, len(mine), frozenset(path for path in mine if path))


def run_ids(connection: Connection, class_id: int | None) -> list[str]:
    """The ids of all runs of a class."""
    return list(connection.execute(select(Runs.c.uuid).where(Runs.c.class_id == class_id)).scalars())


def forget(connection: Connection, class_id: int | None, student: str) -> None:
    """Delete a student with all that belongs to it, and its names in the commands and reasons of runs."""
    row = connection.execute(_student(class_id, student)).one_or_none()
    if row is None:
        return
    names = [word for word in (row.roster_id, row.name, row.email) if word]
    connection.execute(delete(Students).where(Students.c.id == row.id))
    alone = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in names))
    for run in connection.execute(
        select(Runs.c.id, Runs.c.command, Runs.c.why).where(Runs.c.class_id == class_id)
    ).all():
        texts = {"command": run.command, "why": run.why}
        clean = {key: alone.sub(FORGOTTEN, text) if text else text for key, text in texts.items()}
        if clean != texts:
            connection.execute(update(Runs).where(Runs.c.id == run.id).values(**clean))


def old(connection: Connection, class_id: int | None, before: datetime.datetime, *, with_evidence: bool) -> Old:
    """What a class recorded before then; with `with_evidence`, only what has evidence."""
    query = (
        select(Attempts.c.id, Attempts.c.evidence)
        .join(Students, Students.c.id == Attempts.c.student_id)
        .where(Students.c.class_id == class_id, Attempts.c.regrade_of.is_(None), Attempts.c.recorded < before)
    )
    rows = connection.execute(query.where(Attempts.c.evidence.is_not(None)) if with_evidence else query).all()
    return Old(tuple(row.id for row in rows), frozenset(row.evidence for row in rows if row.evidence))


def forget_evidence(connection: Connection, paths: Iterable[str]) -> None:
    """The files are gone: verdicts and points stay, with the files' hashes."""
    for some in _some(sorted(paths)):
        connection.execute(update(Attempts).where(Attempts.c.evidence.in_(some)).values(evidence=None))


def delete_old(
    connection: Connection,
    class_id: int | None,
    attempts: Iterable[int],
    before: datetime.datetime,
    roster: Collection[str],
) -> None:
    """Delete attempts with all that hangs on them; then what is left of plans, overrides and students without any.

    Runs stay, without their commands: later scores may hang on them. So do the students of `roster`.
    """
    for some in _some(list(attempts)):
        connection.execute(delete(Attempts).where(Attempts.c.id.in_(some)))
    theirs = select(Students.c.id).where(Students.c.class_id == class_id)
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
            Overrides.c.student_id.in_(theirs),
            Overrides.c.created < before,
            ~exists().where(attempt.c.student_id == Overrides.c.student_id, attempt.c.exercise == Overrides.c.exercise),
        )
    )
    connection.execute(update(Runs).where(Runs.c.id.in_(runs)).values(command=""))
    idle = select(Students.c.id, Students.c.roster_id).where(
        Students.c.class_id == class_id,
        ~exists().where(attempt.c.student_id == Students.c.id),
        ~exists().where(RunStudents.c.student_id == Students.c.id),
    )
    gone = [row.id for row in connection.execute(idle).all() if row.roster_id not in roster]
    for some in _some(gone):
        connection.execute(delete(Students).where(Students.c.id.in_(some)))


def _student(class_id: int | None, student: str) -> Any:
    return select(Students).where(Students.c.class_id == class_id, Students.c.roster_id == student)


def _some(values: list[Any]) -> Iterable[list[Any]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))
