"""Runs: what was to be graded, what is done, and where a run that was cut off goes on."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, exists, func, insert, select, update

from grader import __version__
from grader.records import inserts
from grader.records.database import Database
from grader.records.entries import OnRoster
from grader.records.tables import Attempts, Classes, Results, Runs, RunStudents, Students


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
    left: frozenset[tuple[str, str]] = field(compare=False, repr=False)
    """Of what was asked for, the students and exercises that are to be graded now."""
    key: int = field(repr=False)
    class_key: int = field(repr=False)
    database: Database = field(repr=False, compare=False)

    def done(self) -> set[tuple[str, str]]:
        """Students and exercises with a grade. Those in error are not done, so that they are tried again."""
        return self.database.read(lambda c: _done(c, self.key))

    @property
    def planned(self) -> set[tuple[str, str]]:
        """The students and exercises that it set out to grade."""
        return set(itertools.product(self.students, self.exercises))

    def gaps(self) -> set[tuple[str, str]]:
        """What it set out to grade, without what it or a later run has graded."""
        return self.database.read(lambda c: _gaps(c, self))

    def finish(self) -> None:
        """The run is over; rows in error may still be taken up with `resume`."""
        over = update(Runs).where(Runs.c.id == self.key).values(ended=inserts.now())
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
    """Begin a run under this name; to resume, go on with the newest one that left something of the plan undone.

    Nothing is left of a run that is resumed when all of the plan is graded.
    """
    class_id = inserts.add_class(connection, plan.class_name)
    students = inserts.import_students(connection, class_id, plan.students)
    wanted = set(itertools.product(students, plan.exercises))
    before = _resumed(database, connection, class_id, wanted) if resume else None
    if before is not None and not before.left:
        return before
    if before is None:
        key, left = _add(connection, class_id, plan, uuid), frozenset(wanted)
    else:
        key, left = before.key, before.left
        also = {exercise for _, exercise in left}
        both = list(dict.fromkeys([*before.exercises, *(one for one in plan.exercises if one in also)]))
        connection.execute(update(Runs).where(Runs.c.id == key).values(ended=None, exercises=both))
    inserts.plan_students(connection, key, [students[one] for one in dict.fromkeys(student for student, _ in left)])
    return replace(_run(database, connection, key, resumed=before is not None), left=left)


def _resumed(database: Database, connection: Connection, class_id: int, wanted: set[tuple[str, str]]) -> Run | None:
    """The run to go on with, and what is left; None when a new one has to begin.

    That is the newest run with something of the plan that neither it nor a later run has graded. What no run ever set
    out to grade – a new student, a new exercise – is taken in, unless that would put more into the run than this.
    """
    query = select(Runs.c.id).where(Runs.c.class_id == class_id, Runs.c.kind == "grade").order_by(Runs.c.id.desc())
    past = [_run(database, connection, key, resumed=True) for key in connection.execute(query).scalars()]
    new = wanted.difference(*(run.planned for run in past))
    done: set[tuple[str, str]] = set()
    for run in past:
        done |= _done(connection, run.key)
        gaps = (run.planned & wanted) - done
        if gaps:
            return replace(run, left=frozenset(gaps | (new if _takes_in(run, new) else set())))
    if past and (not new or _takes_in(past[0], new)):
        return replace(past[0], left=frozenset(new))
    return None


def _takes_in(run: Run, new: set[tuple[str, str]]) -> bool:
    """Whether the run would set out to grade these as well, and nothing else: it grades all of its exercises of all."""
    students, exercises = {one for one, _ in new}, {one for _, one in new}
    grown = set(itertools.product(students | set(run.students), exercises | set(run.exercises)))
    return grown - run.planned <= new


def _done(connection: Connection, key: int) -> set[tuple[str, str]]:
    query = select(Students.c.roster_id, Results.c.exercise).join(Results, Results.c.student_id == Students.c.id)
    return {(row.roster_id, row.exercise) for row in connection.execute(query.where(Results.c.run_id == key))}


def _gaps(connection: Connection, run: Run) -> set[tuple[str, str]]:
    query = (
        select(Students.c.roster_id, Results.c.exercise, func.max(Results.c.run_id).label("newest"))
        .join(Results, Results.c.student_id == Students.c.id)
        .where(Students.c.class_id == run.class_key)
        .group_by(Students.c.roster_id, Results.c.exercise)
    )
    graded = {(row.roster_id, row.exercise): row.newest for row in connection.execute(query)}
    gaps = {one for one in run.planned if graded.get(one, -1) < run.key}
    if run.ended is None:
        return gaps
    # A run for what is missing is over without a look at the rest, which has its grade.
    tried = select(Students.c.roster_id, Attempts.c.exercise).join(Attempts, Attempts.c.student_id == Students.c.id)
    looked = {(row.roster_id, row.exercise) for row in connection.execute(tried.where(Attempts.c.run_id == run.key))}
    return {one for one in gaps if one in looked or one not in graded}


def last(database: Database, connection: Connection, class_id: int | None, *, before: int | None = None) -> Run | None:
    """The newest run of the class, or the newest before another, of those that graded anything."""
    which = (Runs.c.class_id == class_id) & (Runs.c.kind == "grade")
    if before is not None:
        which &= (Runs.c.id < before) & exists().where(Results.c.run_id == Runs.c.id)
    key = connection.execute(select(func.max(Runs.c.id)).where(which)).scalar()
    return None if key is None else _run(database, connection, key, resumed=True)


def _add(connection: Connection, class_id: int, plan: Plan, uuid: str) -> int:
    begun = insert(Runs).values(
        uuid=uuid,
        class_id=class_id,
        kind="grade",
        started=inserts.now(),
        grader=__version__,
        command=plan.command,
        exercises=list(plan.exercises),
        made_by=plan.made_by,
    )
    there = connection.execute(select(Runs.c.id).where(Runs.c.uuid == uuid)).scalar()
    return there if there is not None else connection.execute(begun.returning(Runs.c.id)).scalar_one()


def _run(database: Database, connection: Connection, key: int, *, resumed: bool) -> Run:
    query = select(Runs, Classes.c.name).join(Classes, Classes.c.id == Runs.c.class_id)
    row = connection.execute(query.where(Runs.c.id == key)).one()
    planned = (
        select(Students.c.roster_id)
        .join(RunStudents, RunStudents.c.student_id == Students.c.id)
        .where(RunStudents.c.run_id == key)
        .order_by(Students.c.id)
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
        left=frozenset(),
        key=key,
        class_key=row.class_id,
        database=database,
    )
