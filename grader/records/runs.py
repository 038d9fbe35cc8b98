"""Runs: what was to be graded, what is done, and where a run that was cut off goes on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, exists, func, insert, select, update

from grader import __version__
from grader.records import writing
from grader.records.database import Database
from grader.records.entries import OnRoster
from grader.records.tables import Classes, Results, Runs, RunStudents, Students


@dataclass(frozen=True, slots=True)
class Run:
    """One grading of a class, and what it set out to grade."""

    id: str
    class_name: str
    started: datetime.datetime
    ended: datetime.datetime | None
    grader: str
    command: str
    made_by: str | None
    exercises: tuple[str, ...]
    students: tuple[str, ...]
    resumed: bool = field(compare=False)
    """Whether it had begun before it was asked for."""
    key: int = field(repr=False)
    class_key: int = field(repr=False)
    database: Database = field(repr=False, compare=False)

    def done(self) -> set[tuple[str, str]]:
        """Students and exercises with a grade. Those in error are not done, so that they are tried again."""
        query = select(Students.roster_id, Results.exercise).join(Results, Results.student_id == Students.id)
        rows = self.database.read(lambda c: c.execute(query.where(Results.run_id == self.key)).all())
        return {(row.roster_id, row.exercise) for row in rows}

    def finish(self) -> None:
        """The run is over; rows in error may still be taken up with `resume`."""
        over = update(Runs).where(Runs.id == self.key).values(ended=writing.now())
        self.database.write(lambda c: c.execute(over))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is asked to do."""

    class_name: str
    exercises: Sequence[str]
    students: Iterable[OnRoster]
    command: str
    made_by: str | None


def begin(database: Database, connection: Connection, plan: Plan, *, uuid: str, resume: bool) -> Run:
    """Begin a run under this name, or go on with the last one if that has gaps."""
    class_id = writing.add_class(connection, plan.class_name)
    students = writing.import_students(connection, class_id, plan.students)
    before = last(database, connection, class_id) if resume else None
    resumed = before is not None and _has_gaps(connection, before)
    if before is not None and resumed:
        both = list(dict.fromkeys([*before.exercises, *plan.exercises]))
        connection.execute(update(Runs).where(Runs.id == before.key).values(ended=None, exercises=both))
        key = before.key
    else:
        key = _add(connection, class_id, plan, uuid)
    writing.plan_students(connection, key, students.values())
    return _run(database, connection, key, resumed=resumed)


def last(database: Database, connection: Connection, class_id: int | None, *, before: int | None = None) -> Run | None:
    """The newest run of the class, or the newest before another, of those that graded anything."""
    which = (Runs.class_id == class_id) & (Runs.kind == "grade")
    if before is not None:
        which &= (Runs.id < before) & exists().where(Results.run_id == Runs.id)
    key = connection.execute(select(func.max(Runs.id)).where(which)).scalar()
    return None if key is None else _run(database, connection, key, resumed=True)


def _add(connection: Connection, class_id: int, plan: Plan, uuid: str) -> int:
    begun = insert(Runs).values(
        uuid=uuid,
        class_id=class_id,
        kind="grade",
        started=writing.now(),
        grader=__version__,
        command=plan.command,
        exercises=list(plan.exercises),
        made_by=plan.made_by,
    )
    there = connection.execute(select(Runs.id).where(Runs.uuid == uuid)).scalar()
    return there if there is not None else connection.execute(begun.returning(Runs.id)).scalar_one()


def _has_gaps(connection: Connection, run: Run) -> bool:
    if run.ended is None:
        return True
    done = select(func.count()).select_from(Results).where(Results.run_id == run.key)
    return connection.execute(done).scalar_one() < len(run.students) * len(run.exercises)


def _run(database: Database, connection: Connection, key: int, *, resumed: bool) -> Run:
    query = select(Runs.__table__, Classes.name).join(Classes, Classes.id == Runs.class_id)
    row = connection.execute(query.where(Runs.id == key)).one()
    planned = (
        select(Students.roster_id)
        .join(RunStudents, RunStudents.student_id == Students.id)
        .where(RunStudents.run_id == key)
        .order_by(Students.id)
    )
    return Run(
        id=row.uuid,
        class_name=row.name,
        started=row.started,
        ended=row.ended,
        grader=row.grader,
        command=row.command,
        made_by=row.made_by,
        exercises=tuple(row.exercises),
        students=tuple(connection.execute(planned).scalars()),
        resumed=resumed,
        key=key,
        class_key=row.class_id,
        database=database,
    )
