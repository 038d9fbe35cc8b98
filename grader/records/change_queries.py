"""Reads changes of records: overrides, the runs that made changes, and what they could not determine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, exists, select

from grader.records.entries import Change, StoredOverride, Undetermined
from grader.records.queries import standings
from grader.records.rows import change_of, override_of
from grader.records.tables import Attempts, Classes, Overrides, Runs, RunStudents, Students

_Undo = Runs.alias()
_NOT_UNDONE = ~exists().where(_Undo.c.reverts_id == Runs.c.id)


def overrides(
    connection: Connection, class_: int | None, students: Collection[str] | None = None, *, all_: bool = False
) -> list[StoredOverride]:
    """The overrides in force, or with `all_` also the withdrawn ones, oldest first."""
    withdrawing = Runs.alias()
    query = (
        select(Overrides, Students.c.roster_id, Runs.c.uuid, withdrawing.c.uuid.label("withdrawing_run"))
        .join(Students, Students.c.id == Overrides.c.student_id)
        .join(Runs, Runs.c.id == Overrides.c.run_id)
        .outerjoin(withdrawing, withdrawing.c.id == Overrides.c.withdrawn_in)
        .where(Students.c.class_id == class_)
        .order_by(Overrides.c.id)
    )
    if students is not None:
        query = query.where(Students.c.roster_id.in_(students))
    if not all_:
        query = query.where(Overrides.c.withdrawn.is_(None))
    return [override_of(row) for row in connection.execute(query)]


def changes(connection: Connection, class_: int | None, student: str | None = None) -> list[Change]:
    """The runs that changed or re-examined records of the class, or of one student; oldest first."""
    reverted, reverting = Runs.alias(), Runs.alias()
    query = (
        select(Runs, reverted.c.uuid.label("reverts"), reverting.c.uuid.label("reverted_by"))
        .outerjoin(reverted, reverted.c.id == Runs.c.reverts_id)
        .outerjoin(reverting, reverting.c.reverts_id == Runs.c.id)
        .where(Runs.c.class_id == class_, Runs.c.kind != "grade")
        .order_by(Runs.c.id)
    )
    if student is not None:
        runs = select(RunStudents.c.run_id).join(Students, Students.c.id == RunStudents.c.student_id)
        query = query.where(Runs.c.id.in_(runs.where(Students.c.class_id == class_, Students.c.roster_id == student)))
    return [change_of(row) for row in connection.execute(query)]


def undetermined(connection: Connection, class_: int | None) -> list[Undetermined]:
    """What a regrade or rescore could not determine and no later regrade, rescore or grading has looked at."""
    later = Attempts.alias()
    graded_since = exists().where(
        later.c.student_id == Attempts.c.student_id,
        later.c.exercise == Attempts.c.exercise,
        later.c.regrade_of.is_(None),
        later.c.status == "graded",
        later.c.id > Attempts.c.id,
    )
    query = (
        select(
            Students.c.roster_id,
            Attempts.c.run_id,
            Attempts.c.student_id,
            Attempts.c.exercise,
            Attempts.c.cause,
            Runs.c.kind,
        )
        .join(Students, Students.c.id == Attempts.c.student_id)
        .join(Runs, Runs.c.id == Attempts.c.run_id)
        .where(Runs.c.class_id == class_, Runs.c.kind.in_(["regrade", "rescore"]), _NOT_UNDONE)
        .where(Attempts.c.status == "error", ~graded_since)
        .order_by(Attempts.c.id)
    )
    rows = connection.execute(query).all()
    later_runs = _later_runs(connection, class_, min((row.run_id for row in rows), default=None))
    return [
        Undetermined(row.roster_id, row.exercise, row.cause or "")
        for row in rows
        # A rescore reads no evidence, so it does not settle what a regrade could not determine.
        if not any(
            one.id > row.run_id and one.kind in {"regrade", row.kind} and row.exercise in one.exercises
            for one in later_runs.get(row.student_id, ())
        )
    ]


def _later_runs(connection: Connection, class_: int | None, since: int | None) -> dict[int, list[Any]]:
    """The regrades and rescores after a run, except undone ones, by the students whose records they examined."""
    if since is None:
        return {}
    query = (
        select(RunStudents.c.student_id, Runs.c.id, Runs.c.kind, Runs.c.exercises)
        .join(Runs, Runs.c.id == RunStudents.c.run_id)
        .where(Runs.c.class_id == class_, Runs.c.kind.in_(["regrade", "rescore"]), Runs.c.id > since, _NOT_UNDONE)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.student_id].append(row)
    return found


def graded(connection: Connection, name: str) -> set[tuple[str, str]]:
    """Students and exercises of a class that have a grade and are not undetermined; empty for an unknown class."""
    class_ = connection.execute(select(Classes.c.id).where(Classes.c.name == name)).scalar()
    scored = {
        (one.student, one.exercise) for one in standings(connection, class_, "best", None) if one.score is not None
    }
    return scored - {(one.student, one.exercise) for one in undetermined(connection, class_)}
