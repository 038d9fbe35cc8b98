"""Changes of records: regrades, rescores, overrides, and the undo of each. What was before is always kept."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from grader import __version__
from grader.errors import GradebookError, UsageError
from grader.grading.grade import cause_of
from grader.records.entries import Change, Changed, Kind, NewOverride, Reason, Record, Rescored
from grader.records.inserts import cause_columns, now, score_row, verdict_rows
from grader.records.tables import Attempts, Classes, Overrides, Results, Runs, RunStudents, Scores, Students, Verdicts

_Newer = Scores.alias()


def rescore(
    connection: Connection,
    class_id: int,
    kind: Kind,
    reason: Reason,
    entries: Sequence[Rescored],
    *,
    uuid: str,
    scope: tuple[Collection[str], Sequence[str]],
    reverts: int | None = None,
) -> tuple[int, Changed]:
    """Add a run with these scores; gives its key. `scope` names the students and exercises that it looked at.

    Scores that another command has replaced since an entry was worked out are left unchanged and reported.
    """
    # Whoever else changes records of this class takes turns from here to the end.
    connection.execute(select(Classes.c.id).where(Classes.c.id == class_id).with_for_update())
    students, exercises = scope
    run_id = _add_run(connection, class_id, kind, reason, uuid, exercises, reverts)
    ids = _student_ids(connection, class_id, students)
    if ids:
        connection.execute(insert(RunStudents), [{"run_id": run_id, "student_id": one} for one in ids])
    holding = _holding(connection, class_id)
    safe = [one for one in entries if holding.get(one.record.id) == one.record.score.id]
    looked = _add_looks(connection, run_id, class_id, [one for one in safe if one.looked is not None])
    determined = [one for one in safe if one.grade.score is not None or one.takes_back]
    rows = [
        {
            "attempt_id": one.record.id,
            "run_id": run_id,
            "verdicts_of": looked.get(one.record.id, one.record.score.verdicts_of),
            "replaces": one.record.score.id,
            **score_row(one.grade, one.late, one.rubric_hash),
        }
        for one in determined
    ]
    if rows:
        connection.execute(insert(Scores), rows)
    _settle(connection, [one.record.id for one in determined if None in {one.record.score.final, one.final}])
    lost = tuple(one.record for one in entries if holding.get(one.record.id) != one.record.score.id)
    return run_id, Changed(uuid, lost)


def declare(
    connection: Connection,
    class_id: int,
    declared: NewOverride,
    reason: Reason,
    entries: Sequence[Rescored],
    *,
    uuid: str,
) -> Changed:
    """Put an override in the place of the one that is there, with the scores that follow from it.

    Raises:
        GradebookError: another command changed these scores meanwhile.
    """
    scope = ([declared.student], [declared.exercise])
    run_id, changed = rescore(connection, class_id, "override", reason, entries, uuid=uuid, scope=scope)
    if changed.lost:
        raise _overtaken(changed.lost)
    (student_id,) = _student_ids(connection, class_id, [declared.student])
    word = declared.override
    same = (
        (Overrides.c.student_id == student_id)
        & (Overrides.c.exercise == declared.exercise)
        & (Overrides.c.check_id.is_(None) if word.check is None else Overrides.c.check_id == word.check)
    )
    _withdraw(connection, run_id, reason.made_by, same)
    if not declared.withdraws:
        row = {"student_id": student_id, "exercise": declared.exercise, "check_id": word.check, "points": word.points}
        row |= {"verdict": word.verdict, "reason": reason.why, "made_by": reason.made_by, "created": now()}
        connection.execute(insert(Overrides).values(run_id=run_id, **row))
    return changed


def undo(
    connection: Connection, class_id: int, change: Change, reason: Reason, entries: Sequence[Rescored], *, uuid: str
) -> Changed:
    """Bring back the scores and overrides that a change replaced.

    `entries` are the scores of what was graded since under an override that goes.

    Raises:
        UsageError: the change was taken back before, or a later one stands on it.
        GradebookError: another command changed these scores meanwhile.
    """
    connection.execute(select(Classes.c.id).where(Classes.c.id == class_id).with_for_update())
    undone = _undone(connection, change)
    students = select(Students.c.roster_id).join(RunStudents).where(RunStudents.c.run_id == change.key)
    scope = (list(connection.execute(students).scalars()), change.exercises)
    run_id, changed = rescore(connection, class_id, "undo", reason, entries, uuid=uuid, scope=scope, reverts=change.key)
    if changed.lost:
        raise _overtaken(changed.lost)
    rows = [
        {**_as_it_was(connection, old), "run_id": run_id, "replaces": holding, "created": now()}
        for old, holding in undone
    ]
    if rows:
        connection.execute(insert(Scores), rows)
    _settle(connection, [row["attempt_id"] for row in rows if row["final"] is None])
    _bring_overrides_back(connection, change, run_id, reason.made_by)
    return changed


def _add_run(
    connection: Connection,
    class_id: int,
    kind: Kind,
    reason: Reason,
    uuid: str,
    exercises: Sequence[str],
    reverts: int | None,
) -> int:
    moment = now()
    row = {"uuid": uuid, "class_id": class_id, "kind": kind, "started": moment, "ended": moment, "grader": __version__}
    row |= {"command": reason.command, "exercises": list(exercises), "made_by": reason.made_by, "why": reason.why}
    made = insert(Runs).values(**row, reverts_id=reverts).returning(Runs.c.id)
    return connection.execute(made).scalar_one()


def _student_ids(connection: Connection, class_id: int, students: Collection[str]) -> list[int]:
    rows = connection.execute(select(Students.c.id, Students.c.roster_id).where(Students.c.class_id == class_id))
    wanted = set(students)
    return [row.id for row in rows if row.roster_id in wanted]


def _holding(connection: Connection, class_id: int) -> dict[int, int]:
    """The score that holds now, by attempt."""
    query = (
        select(Scores.c.attempt_id, Scores.c.id)
        .join(Attempts, Attempts.c.id == Scores.c.attempt_id)
        .join(Students, Students.c.id == Attempts.c.student_id)
        .outerjoin(_Newer, _Newer.c.replaces == Scores.c.id)
        .where(Students.c.class_id == class_id, _Newer.c.id.is_(None))
    )
    return {row.attempt_id: row.id for row in connection.execute(query)}


def _add_looks(connection: Connection, run_id: int, class_id: int, entries: Sequence[Rescored]) -> dict[int, int]:
    """Add the attempts that looked at evidence again; gives their ids by those of the first look."""
    if not entries:
        return {}
    query = select(Attempts).join(Students, Students.c.id == Attempts.c.student_id)
    first = {row.id: row._asdict() for row in connection.execute(query.where(Students.c.class_id == class_id))}
    numbers: Counter[tuple[int, str]] = Counter()
    rows = []
    for one in entries:
        row = first[one.record.id]
        numbers[row["student_id"], row["exercise"]] += 1
        rows.append({**row, **_look(one, run_id), "number": numbers[row["student_id"], row["exercise"]]})
        del rows[-1]["id"]
    added = insert(Attempts).returning(Attempts.c.id, sort_by_parameter_order=True)
    ids = connection.execute(added, rows).scalars().all()
    verdicts = [
        row
        for id_, one in zip(ids, entries, strict=True)
        for row in verdict_rows(id_, one.looked.verdicts if one.looked else ())
    ]
    if verdicts:
        connection.execute(insert(Verdicts), verdicts)
    return {one.record.id: id_ for one, id_ in zip(entries, ids, strict=True)}


def _look(entry: Rescored, run_id: int) -> dict[str, Any]:
    attempt = entry.looked
    return {
        "run_id": run_id,
        "regrade_of": entry.record.id,
        "digest": f"of {entry.record.id}",
        "seconds": attempt.seconds if attempt else 0.0,
        "recorded": now(),
        "status": entry.grade.status,
        **cause_columns(cause_of(attempt, entry.grade) if attempt and entry.grade.status == "error" else None),
        "suite_hash": entry.suite_hash,
        "grader": __version__,
    }


def _settle(connection: Connection, attempts: Iterable[int]) -> None:
    """Have the results of the rows of these attempts be their first that has a grade."""
    for attempt in attempts:
        row = connection.execute(select(Attempts).where(Attempts.c.id == attempt)).one()
        mine = (
            (Results.c.run_id == row.run_id)
            & (Results.c.student_id == row.student_id)
            & (Results.c.exercise == row.exercise)
        )
        graded = (
            select(Attempts.c.id)
            .join(Scores, Scores.c.attempt_id == Attempts.c.id)
            .outerjoin(_Newer, _Newer.c.replaces == Scores.c.id)
            .where(
                Attempts.c.run_id == row.run_id,
                Attempts.c.student_id == row.student_id,
                Attempts.c.exercise == row.exercise,
                _Newer.c.id.is_(None),
                Scores.c.final.is_not(None),
            )
            .order_by(Attempts.c.id)
        )
        standing = connection.execute(graded).scalars().all()
        connection.execute(delete(Results).where(mine, Results.c.attempt_id.not_in(standing)))
        if standing and not connection.execute(select(exists().where(mine))).scalar():
            values = {"run_id": row.run_id, "student_id": row.student_id, "exercise": row.exercise}
            connection.execute(insert(Results).values(**values, attempt_id=standing[0]))


def _withdraw(connection: Connection, run_id: int, made_by: str, which: Any) -> None:
    values = {"withdrawn": now(), "withdrawn_by": made_by, "withdrawn_in": run_id}
    connection.execute(update(Overrides).where(which, Overrides.c.withdrawn.is_(None)).values(**values))


def _bring_overrides_back(connection: Connection, change: Change, run_id: int, made_by: str) -> None:
    """Withdraw the overrides that came with a change, and declare those anew that it withdrew."""
    _withdraw(connection, run_id, made_by, Overrides.c.run_id == change.key)
    gone = connection.execute(select(Overrides).where(Overrides.c.withdrawn_in == change.key)).all()
    for row in gone:
        again: dict[str, datetime.datetime | int | None] = dict.fromkeys(("withdrawn", "withdrawn_by", "withdrawn_in"))
        values = {**row._asdict(), **again, "run_id": run_id}
        del values["id"]
        connection.execute(insert(Overrides).values(**values))


def _as_it_was(connection: Connection, score: int) -> dict[str, Any]:
    row = connection.execute(select(Scores).where(Scores.c.id == score)).one()._asdict()
    del row["id"]
    return row


def _undone(connection: Connection, change: Change) -> list[tuple[int, int]]:
    """For each score of a change: the one that it replaced, and the one that holds now, which must say the same.

    Raises:
        UsageError: the change was taken back before, or a later one stands on it.
    """
    short = change.id[:8]
    if change.kind == "undo":
        raise UsageError(f"{short} is an undo itself.", next_step="Make the change again that it took back.")
    by = connection.execute(select(Runs.c.uuid).where(Runs.c.reverts_id == change.key)).scalar()
    if by is not None:
        raise UsageError(f"{short} was taken back already, by {by[:8]}.", next_step="There is nothing to do.")
    mine = select(Scores.c.attempt_id).where(Scores.c.run_id == change.key)
    query = select(Scores.c.id, Scores.c.replaces, Scores.c.run_id, Runs.c.uuid, Runs.c.reverts_id)
    rows = connection.execute(query.join(Runs, Runs.c.id == Scores.c.run_id).where(Scores.c.attempt_id.in_(mine))).all()
    after = {row.replaces: row for row in rows}
    found, later = [], {}
    for row in rows:
        if row.run_id != change.key:
            continue
        holding = row.id
        while (changed := after.get(holding)) is not None:
            back = after.get(changed.id)
            if back is None or back.reverts_id != changed.run_id:
                later[changed.run_id] = changed.uuid
                break
            holding = back.id  # a change and its undo: all is as it was
        found.append((row.replaces, holding))
    if later:
        uuid = later[max(later)]
        raise UsageError(
            f"Scores of {short} were changed again by {uuid[:8]}.",
            next_step=f"Take that back first: grader undo {uuid[:8]}.",
        )
    return found


def _overtaken(lost: Sequence[Record]) -> GradebookError:
    return GradebookError(
        f"Another command changed {lost[0].exercise} of {lost[0].student} meanwhile; nothing was written.",
        next_step="Run this again.",
    )
