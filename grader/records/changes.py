"""Changes records: regrades, rescores and overrides. Earlier records are always kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from grader import __version__
from grader.errors import GradebookError
from grader.grading.grade import cause_of
from grader.records.entries import Changed, Kind, NewOverrides, Reason, Record, Rescored
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
    """Add a run with these scores; returns its key. `scope` is the students and exercises that were examined.

    A score that another command has replaced since its entry was computed is left unchanged and reported.
    """
    # Commands that change records of the same class wait for each other from here on.
    connection.execute(select(Classes.c.id).where(Classes.c.id == class_id).with_for_update())
    students, exercises = scope
    run_id = _add_run(connection, class_id, kind, reason, uuid, exercises, reverts)
    ids = _student_ids(connection, class_id, students)
    if ids:
        connection.execute(insert(RunStudents), [{"run_id": run_id, "student_id": one} for one in ids])
    in_force = _scores_in_force(connection, class_id)
    safe = [one for one in entries if in_force.get(one.record.id) == one.record.score.id]
    evaluated = _add_evaluations(connection, run_id, class_id, [one for one in safe if one.evaluated is not None])
    determined = [one for one in safe if one.grade.score is not None or one.removes_score]
    rows = [
        {
            "attempt_id": one.record.id,
            "run_id": run_id,
            "verdicts_of": evaluated.get(one.record.id, one.record.score.verdicts_of),
            "replaces": one.record.score.id,
            **score_row(one.grade, one.late, one.rubric_hash),
        }
        for one in determined
    ]
    if rows:
        connection.execute(insert(Scores), rows)
    settle(connection, [one.record.id for one in determined if None in {one.record.score.final, one.final}])
    conflicts = tuple(one.record for one in entries if in_force.get(one.record.id) != one.record.score.id)
    return run_id, Changed(uuid, conflicts)


def declare(
    connection: Connection,
    class_id: int,
    new: NewOverrides,
    reason: Reason,
    entries: Sequence[Rescored],
    *,
    uuid: str,
) -> Changed:
    """Record overrides, which replace those in force of the same checks, and the scores that follow from them.

    Raises:
        GradebookError: another command changed these scores in the meantime.
    """
    scope = ([new.student], [new.exercise])
    run_id, changed = rescore(connection, class_id, "override", reason, entries, uuid=uuid, scope=scope)
    if changed.conflicts:
        raise conflict(changed.conflicts)
    (student_id,) = _student_ids(connection, class_id, [new.student])
    for override in new.overrides:
        same = (
            (Overrides.c.student_id == student_id)
            & (Overrides.c.exercise == new.exercise)
            & (Overrides.c.check_id.is_(None) if override.check is None else Overrides.c.check_id == override.check)
        )
        withdraw(connection, run_id, reason.made_by, same)
        if override.points is not None or override.verdict is not None:
            row = {
                "student_id": student_id,
                "exercise": new.exercise,
                "check_id": override.check,
                "points": override.points,
            }
            row |= {"verdict": override.verdict, "reason": reason.why, "made_by": reason.made_by, "created": now()}
            connection.execute(insert(Overrides).values(run_id=run_id, **row))
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
    selected = set(students)
    return [row.id for row in rows if row.roster_id in selected]


def _scores_in_force(connection: Connection, class_id: int) -> dict[int, int]:
    """The key of the score in force, by attempt."""
    query = (
        select(Scores.c.attempt_id, Scores.c.id)
        .join(Attempts, Attempts.c.id == Scores.c.attempt_id)
        .join(Students, Students.c.id == Attempts.c.student_id)
        .outerjoin(_Newer, _Newer.c.replaces == Scores.c.id)
        .where(Students.c.class_id == class_id, _Newer.c.id.is_(None))
    )
    return {row.attempt_id: row.id for row in connection.execute(query)}


def _add_evaluations(connection: Connection, run_id: int, class_id: int, entries: Sequence[Rescored]) -> dict[int, int]:
    """Add attempts for new evaluations of evidence; returns their keys by those of the original attempts."""
    if not entries:
        return {}
    query = select(Attempts).join(Students, Students.c.id == Attempts.c.student_id)
    originals = {row.id: row._asdict() for row in connection.execute(query.where(Students.c.class_id == class_id))}
    numbers: Counter[tuple[int, str]] = Counter()
    rows = []
    for one in entries:
        row = originals[one.record.id]
        numbers[row["student_id"], row["exercise"]] += 1
        rows.append({**row, **_evaluation(one, run_id), "number": numbers[row["student_id"], row["exercise"]]})
        del rows[-1]["id"]
    added = insert(Attempts).returning(Attempts.c.id, sort_by_parameter_order=True)
    ids = connection.execute(added, rows).scalars().all()
    verdicts = [
        row
        for id_, one in zip(ids, entries, strict=True)
        for row in verdict_rows(id_, one.evaluated.verdicts if one.evaluated else ())
    ]
    if verdicts:
        connection.execute(insert(Verdicts), verdicts)
    return {one.record.id: id_ for one, id_ in zip(entries, ids, strict=True)}


def _evaluation(entry: Rescored, run_id: int) -> dict[str, Any]:
    attempt = entry.evaluated
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


def settle(connection: Connection, attempts: Iterable[int]) -> None:
    """Make the first graded attempt the result of its run, student and exercise, for each of these attempts."""
    for attempt in attempts:
        row = connection.execute(select(Attempts).where(Attempts.c.id == attempt)).one()
        same_row = (
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
        candidates = connection.execute(graded).scalars().all()
        connection.execute(delete(Results).where(same_row, Results.c.attempt_id.not_in(candidates)))
        if candidates and not connection.execute(select(exists().where(same_row))).scalar():
            values = {"run_id": row.run_id, "student_id": row.student_id, "exercise": row.exercise}
            connection.execute(insert(Results).values(**values, attempt_id=candidates[0]))


def withdraw(connection: Connection, run_id: int, made_by: str, which: Any) -> None:
    """Withdraw the overrides in force that meet this condition."""
    values = {"withdrawn": now(), "withdrawn_by": made_by, "withdrawn_in": run_id}
    connection.execute(update(Overrides).where(which, Overrides.c.withdrawn.is_(None)).values(**values))


def conflict(conflicts: Sequence[Record]) -> GradebookError:
    """The error for records that another command changed in the meantime."""
    return GradebookError(
        "Another command changed {exercise} of {student} in the meantime; nothing was recorded.",
        next_step="Run this command again.",
        exercise=conflicts[0].exercise,
        student=conflicts[0].student,
    )
