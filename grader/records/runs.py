"""Runs: what was to be graded, what is done, and how an interrupted run is resumed."""

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
    """One grading of a class, with the plan that it carries out."""

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
    """Whether this is an earlier run that is continued."""
    left: frozenset[tuple[str, str]] = field(compare=False, repr=False)
    """The students and exercises of the plan that are still to be graded."""
    key: int = field(repr=False)
    class_key: int = field(repr=False)
    database: Database = field(repr=False, compare=False)

    def done(self) -> set[tuple[str, str]]:
        """The students and exercises that have a grade. Errors are not included, so that they are tried again."""
        return self.database.read(lambda c: _done(c, self.key))

    @property
    def planned(self) -> set[tuple[str, str]]:
        """All students and exercises of the plan."""
        return set(itertools.product(self.students, self.exercises))

    def gaps(self) -> set[tuple[str, str]]:
        """The part of the plan that neither this nor a later run has graded."""
        return self.database.read(lambda c: _gaps(c, self))

    def finish(self) -> None:
        """End the run. Errors can still be tried again with `resume`."""
        ended = update(Runs).where(Runs.c.id == self.key).values(ended=inserts.now())
        self.database.write(lambda c: c.execute(ended))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to grade."""

    class_name: str
    exercises: Sequence[str]
    students: Iterable[OnRoster]
    command: str
    made_by: str | None


def begin(database: Database, connection: Connection, plan: Plan, *, uuid: str, resume: bool) -> Run:
    """Begin a run with this ID, or resume the newest run that left part of the plan without a grade.

    If all of the plan has a grade, a resumed run has nothing left.
    """
    class_id = inserts.add_class(connection, plan.class_name)
    students = inserts.import_students(connection, class_id, plan.students)
    pairs = set(itertools.product(students, plan.exercises))
    before = _resumed(database, connection, class_id, pairs) if resume else None
    if before is not None and not before.left:
        return before
    if before is None:
        key, left = _add(connection, class_id, plan, uuid), frozenset(pairs)
    else:
        key, left = before.key, before.left
        also = {exercise for _, exercise in left}
        both = list(dict.fromkeys([*before.exercises, *(one for one in plan.exercises if one in also)]))
        connection.execute(update(Runs).where(Runs.c.id == key).values(ended=None, exercises=both))
    inserts.plan_students(connection, key, [students[one] for one in dict.fromkeys(student for student, _ in left)])
    return replace(_run(database, connection, key, resumed=before is not None), left=left)


def _resumed(database: Database, connection: Connection, class_id: int, pairs: set[tuple[str, str]]) -> Run | None:
    """The run to resume, with what is left; None if a new run has to begin.

    It is the newest run with a part of these students and exercises that neither it nor a later run has graded. A new
    student or exercise, which no run has planned, is included, unless that would add anything else to the run.
    """
    query = select(Runs.c.id).where(Runs.c.class_id == class_id, Runs.c.kind == "grade").order_by(Runs.c.id.desc())
    past = [_run(database, connection, key, resumed=True) for key in connection.execute(query).scalars()]
    new = pairs.difference(*(run.planned for run in past))
    done: set[tuple[str, str]] = set()
    for run in past:
        done |= _done(connection, run.key)
        gaps = (run.planned & pairs) - done
        if gaps:
            return replace(run, left=frozenset(gaps | (new if _can_include(run, new) else set())))
    if past and (not new or _can_include(past[0], new)):
        return replace(past[0], left=frozenset(new))
    return None


def _can_include(run: Run, new: set[tuple[str, str]]) -> bool:
    """Whether adding these adds nothing else: a run grades all of its exercises for all of its students."""
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
    # A run for missing results ends without examining the others, which have a grade.
    tried = select(Students.c.roster_id, Attempts.c.exercise).join(Attempts, Attempts.c.student_id == Students.c.id)
    examined = {(row.roster_id, row.exercise) for row in connection.execute(tried.where(Attempts.c.run_id == run.key))}
    return {one for one in gaps if one in examined or one not in graded}


def last(database: Database, connection: Connection, class_id: int | None, *, before: int | None = None) -> Run | None:
    """The newest run of the class, or the newest before another run that graded anything."""
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
    existing = connection.execute(select(Runs.c.id).where(Runs.c.uuid == uuid)).scalar()
    return existing if existing is not None else connection.execute(begun.returning(Runs.c.id)).scalar_one()


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
