"""Undoes a change of records: the scores and overrides that it replaced are restored in a new run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, insert, select

from grader.errors import UsageError
from grader.records.changes import conflict, rescore, settle, withdraw
from grader.records.entries import Change, Changed, Reason, Rescored
from grader.records.inserts import now
from grader.records.tables import Classes, Overrides, Runs, RunStudents, Scores, Students


def undo(
    connection: Connection,
    class_id: int,
    change: Change,
    reason: Reason,
    entries: Sequence[Rescored],
    uuid: str,
    command: str,
) -> Changed:
    """Restore the scores and overrides that a change replaced.

    It is a new run. `entries` are new scores for attempts that were graded in the meantime under an override that is
    withdrawn. `command` is the shell command that undoes a change of this class, without the name of the change.

    Raises:
        UsageError: the change was undone already, or a later change depends on it.
        GradebookError: another command changed these scores in the meantime.
    """
    connection.execute(select(Classes.c.id).where(Classes.c.id == class_id).with_for_update())
    undone = _undone(connection, change, command)
    students = select(Students.c.roster_id).join(RunStudents).where(RunStudents.c.run_id == change.key)
    scope = (list(connection.execute(students).scalars()), change.exercises)
    run_id, changed = rescore(connection, class_id, "undo", reason, entries, uuid=uuid, scope=scope, reverts=change.key)
    if changed.conflicts:
        raise conflict(changed.conflicts)
    rows = [
        {**_score(connection, old), "run_id": run_id, "replaces": current, "created": now()} for old, current in undone
    ]
    if rows:
        connection.execute(insert(Scores), rows)
    settle(connection, [row["attempt_id"] for row in rows if row["final"] is None])
    _restore_overrides(connection, change, run_id, reason.made_by)
    return changed


def _restore_overrides(connection: Connection, change: Change, run_id: int, made_by: str) -> None:
    """Withdraw the overrides that a change made, and record those again that it withdrew."""
    withdraw(connection, run_id, made_by, _made_by(change))
    withdrawn = connection.execute(select(Overrides).where(Overrides.c.withdrawn_in == change.key)).all()
    for row in withdrawn:
        cleared: dict[str, Any] = {"withdrawn": None, "withdrawn_by": None, "withdrawn_in": None}
        values = {**row._asdict(), **cleared, "run_id": run_id}
        del values["id"]
        connection.execute(insert(Overrides).values(**values))


def _made_by(change: Change) -> ColumnElement[bool]:
    """The overrides that a change made. An undo of a later change may have recorded them again, with their time."""
    made = Overrides.alias()
    return exists().where(
        made.c.run_id == change.key,
        made.c.student_id == Overrides.c.student_id,
        made.c.exercise == Overrides.c.exercise,
        made.c.check_id.is_not_distinct_from(Overrides.c.check_id),
        made.c.created == Overrides.c.created,
    )


def _score(connection: Connection, score: int) -> dict[str, Any]:
    row = connection.execute(select(Scores).where(Scores.c.id == score)).one()._asdict()
    del row["id"]
    return row


def _undone(connection: Connection, change: Change, command: str) -> list[tuple[int, int]]:
    """For each score of a change, the keys of the score that it replaced and of the equal score that is in force now.

    Raises:
        UsageError: the change was undone already, or a later change depends on it.
    """
    short = change.id[:8]
    if change.kind == "undo":
        raise UsageError("{id} is itself an undo.", next_step="Repeat the change that it undid.", id=short)
    by = connection.execute(select(Runs.c.uuid).where(Runs.c.reverts_id == change.key)).scalar()
    if by is not None:
        problem = "{id} was already undone by {by}."
        raise UsageError(problem, next_step="There is nothing to do.", id=short, by=by[:8])
    attempts = select(Scores.c.attempt_id).where(Scores.c.run_id == change.key)
    query = select(Scores.c.id, Scores.c.replaces, Scores.c.run_id, Runs.c.uuid, Runs.c.reverts_id)
    rows = connection.execute(
        query.join(Runs, Runs.c.id == Scores.c.run_id).where(Scores.c.attempt_id.in_(attempts))
    ).all()
    replaced_by = {row.replaces: row for row in rows}
    found, later = [], {}
    for row in rows:
        if row.run_id != change.key:
            continue
        current = row.id
        while (newer := replaced_by.get(current)) is not None:
            undoing = replaced_by.get(newer.id)
            if undoing is None or undoing.reverts_id != newer.run_id:
                later[newer.run_id] = newer.uuid
                break
            current = undoing.id  # a change and its undo together change nothing
        found.append((row.replaces, current))
    if later:
        uuid = later[max(later)]
        raise UsageError(
            "Scores of {id} were changed again by {later}.",
            next_step="Undo that first: {command} {later}",
            command=command,
            id=short,
            later=uuid[:8],
        )
    return found
