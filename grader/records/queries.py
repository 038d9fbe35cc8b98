"""What the gradebook answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Select, case, exists, func, select, true
from sqlalchemy.sql.elements import ColumnElement

from grader.checks.verdict import Verdict
from grader.errors import UsageError
from grader.records.entries import Change, Counts, Record, Score, Standing, StoredOverride, Undetermined
from grader.records.rows import change_of, override_of, record_of, score_of, verdict_of
from grader.records.tables import Attempts, Classes, Overrides, Results, Runs, RunStudents, Scores, Students, Verdicts

_Newer = Scores.alias()
_ScoreRun = Runs.alias()
_Undo = Runs.alias()
_HOLDS = ~exists().where(_Undo.c.reverts_id == Runs.c.id)
"""Whether a change was not taken back."""
_SCORE_COLUMNS = (
    *(column.label(f"score_{column.name}") for column in Scores.c),
    _ScoreRun.c.uuid.label("score_run"),
    _ScoreRun.c.kind.label("score_kind"),
    _ScoreRun.c.made_by.label("score_made_by"),
    _ScoreRun.c.why.label("score_why"),
)


def class_id(connection: Connection, name: str | None) -> int | None:
    """The id of the class, or of the only one; None in an empty gradebook.

    Raises:
        UsageError: there is no such class, or several, and none was named.
    """
    classes = {row.name: row.id for row in connection.execute(select(Classes).order_by(Classes.c.name))}
    if name is None and len(classes) < 2:
        return next(iter(classes.values()), None)
    if name not in classes:
        problem = "This gradebook has several classes." if name is None else f"This gradebook has no class “{name}”."
        raise UsageError(problem, next_step=f"Name one: {', '.join(classes) or 'there is none yet'}.")
    return cast("int", classes[name])


def rows_of_run(connection: Connection, run_id: int, folder: Path | None) -> list[Record]:
    """The run's right result for each student and exercise, or else the last error."""
    mine = Attempts.c.run_id == run_id
    found: dict[tuple[str, str], Record] = {}
    for record in _records(connection, folder, mine):
        before = found.get((record.student, record.exercise))
        if before is None or not before.is_result:
            found[record.student, record.exercise] = record
    verdicts = _verdicts(connection, mine)
    return [replace(record, verdicts=tuple(verdicts[record.score.verdicts_of])) for record in found.values()]


def history(
    connection: Connection,
    class_: int | None,
    folder: Path | None,
    students: Collection[str] | None,
    exercises: Collection[str] | None,
) -> list[Record]:
    """All attempts of these students (or of all) in these exercises (or in all), oldest first."""
    theirs = select(Students.c.id).where(Students.c.class_id == class_)
    if students is not None:
        theirs = theirs.where(Students.c.roster_id.in_(students))
    mine: ColumnElement[bool] = Attempts.c.student_id.in_(theirs)
    if exercises is not None:
        mine &= Attempts.c.exercise.in_(exercises)
    verdicts, scores = _verdicts(connection, mine), _scores(connection, mine)
    return [
        replace(record, verdicts=tuple(verdicts[record.score.verdicts_of]), earlier=tuple(scores[record.id][:-1]))
        for record in _records(connection, folder, mine)
    ]


def standings(
    connection: Connection,
    class_: int | None,
    counts: Counts,
    folder: Path | None,
    *which: ColumnElement[bool],
    before: int | None = None,
) -> list[Standing]:
    """Where the students of a class stand, or stood `before` a run: one for each exercise tried, in one query."""
    ranked = _ranked(counts, before).where(Students.c.class_id == class_, *which).subquery()
    counted = ranked.c
    query = _looks(counted.best, counted.latest, counted.tries, before=before)
    query = query.join(ranked, counted.attempt_id == Attempts.c.id).where(counted.rank == 1)
    rows = connection.execute(query.order_by(Students.c.roster_id, Attempts.c.exercise))
    return [Standing(record_of(row, folder), row.best, row.latest, row.tries) for row in rows]


def counting(
    connection: Connection, class_: int | None, counts: Counts, folder: Path | None, *, before: int | None = None
) -> list[Record]:
    """The record that counts for each student and exercise, or counted `before` a run, with its verdicts."""
    records = [one.record for one in standings(connection, class_, counts, folder, before=before)]
    ranked = _ranked(counts, before).where(Students.c.class_id == class_).subquery()
    verdicts = _verdicts(connection, Attempts.c.id.in_(select(ranked.c.attempt_id).where(ranked.c.rank == 1)), before)
    return [replace(record, verdicts=tuple(verdicts[record.score.verdicts_of])) for record in records]


def overrides(
    connection: Connection, class_: int | None, students: Collection[str] | None = None, *, all_: bool = False
) -> list[StoredOverride]:
    """The overrides that hold, or all that ever did, oldest first."""
    gone = Runs.alias()
    query = (
        select(Overrides, Students.c.roster_id, Runs.c.uuid, gone.c.uuid.label("gone_in"))
        .join(Students, Students.c.id == Overrides.c.student_id)
        .join(Runs, Runs.c.id == Overrides.c.run_id)
        .outerjoin(gone, gone.c.id == Overrides.c.withdrawn_in)
        .where(Students.c.class_id == class_)
        .order_by(Overrides.c.id)
    )
    if students is not None:
        query = query.where(Students.c.roster_id.in_(students))
    if not all_:
        query = query.where(Overrides.c.withdrawn.is_(None))
    return [override_of(row) for row in connection.execute(query)]


def changes(connection: Connection, class_: int | None, student: str | None = None) -> list[Change]:
    """The runs that changed records, or looked whether to, of the class or of a student; oldest first."""
    reverted, by = Runs.alias(), Runs.alias()
    query = (
        select(Runs, reverted.c.uuid.label("reverts"), by.c.uuid.label("reverted_by"))
        .outerjoin(reverted, reverted.c.id == Runs.c.reverts_id)
        .outerjoin(by, by.c.reverts_id == Runs.c.id)
        .where(Runs.c.class_id == class_, Runs.c.kind != "grade")
        .order_by(Runs.c.id)
    )
    if student is not None:
        mine = select(RunStudents.c.run_id).join(Students, Students.c.id == RunStudents.c.student_id)
        query = query.where(Runs.c.id.in_(mine.where(Students.c.class_id == class_, Students.c.roster_id == student)))
    return [change_of(row) for row in connection.execute(query)]


def undetermined(connection: Connection, class_: int | None) -> list[Undetermined]:
    """What a regrade or rescore could not tell, none has looked at again since, and nobody has graded since."""
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
        .where(Runs.c.class_id == class_, Runs.c.kind.in_(["regrade", "rescore"]), _HOLDS)
        .where(Attempts.c.status == "error", ~graded_since)
        .order_by(Attempts.c.id)
    )
    rows = connection.execute(query).all()
    looked = _looked_at(connection, class_, min((row.run_id for row in rows), default=None))
    return [
        Undetermined(row.roster_id, row.exercise, row.cause or "")
        for row in rows
        # A rescore asks no evidence, so it does not make up for what a regrade could not tell.
        if not any(
            one.id > row.run_id and one.kind in {"regrade", row.kind} and row.exercise in one.exercises
            for one in looked.get(row.student_id, ())
        )
    ]


def _looked_at(connection: Connection, class_: int | None, since: int | None) -> dict[int, list[Any]]:
    """The regrades and rescores after a run that hold, by the students whom they looked at."""
    if since is None:
        return {}
    query = (
        select(RunStudents.c.student_id, Runs.c.id, Runs.c.kind, Runs.c.exercises)
        .join(Runs, Runs.c.id == RunStudents.c.run_id)
        .where(Runs.c.class_id == class_, Runs.c.kind.in_(["regrade", "rescore"]), Runs.c.id > since, _HOLDS)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.student_id].append(row)
    return found


def graded(connection: Connection, name: str) -> set[tuple[str, str]]:
    """Students and exercises of a class with a grade that regrades could tell; none of a class yet unknown."""
    class_ = connection.execute(select(Classes.c.id).where(Classes.c.name == name)).scalar()
    scored = {
        (one.student, one.exercise) for one in standings(connection, class_, "best", None) if one.score is not None
    }
    return scored - {(one.student, one.exercise) for one in undetermined(connection, class_)}


def _ranked(counts: Counts, before: int | None) -> Select[Any]:
    """Every attempt with its rank among those of its student and exercise; rank 1 counts."""
    final = case((Results.c.attempt_id.is_not(None), Scores.c.final))  # two processes' second grading is no result
    row = (Attempts.c.student_id, Attempts.c.exercise)
    newest = (final.is_(None), Attempts.c.id.desc())
    order = {
        "best": (final.is_(None), final.desc(), case((final.is_(None), -Attempts.c.id), else_=Attempts.c.id)),
        "latest": newest,
        "first": (final.is_(None), case((final.is_(None), -Attempts.c.id), else_=Attempts.c.id)),
    }[counts]
    return (
        select(
            Attempts.c.id.label("attempt_id"),
            func.row_number().over(partition_by=row, order_by=order).label("rank"),
            func.max(final).over(partition_by=row).label("best"),
            func.first_value(final).over(partition_by=row, order_by=newest).label("latest"),
            func.count().over(partition_by=row).label("tries"),
        )
        .join(Students, Students.c.id == Attempts.c.student_id)
        .join(Scores, Scores.c.attempt_id == Attempts.c.id)
        .outerjoin(_Newer, _replaced(before))
        .outerjoin(Results, Results.c.attempt_id == Attempts.c.id)
        .where(_Newer.c.id.is_(None), Attempts.c.regrade_of.is_(None), _made(before))
    )


def _replaced(before: int | None) -> ColumnElement[bool]:
    """Whether a newer score is in a score's place, `before` a run."""
    newer = _Newer.c.replaces == Scores.c.id
    return newer if before is None else newer & (_Newer.c.run_id < before)


def _made(before: int | None) -> ColumnElement[bool]:
    """Whether a score was there `before` a run."""
    return true() if before is None else Scores.c.run_id < before


def _records(connection: Connection, folder: Path | None, which: ColumnElement[bool]) -> list[Record]:
    query = _looks().where(which, Attempts.c.regrade_of.is_(None)).order_by(Attempts.c.id)
    return [record_of(row, folder) for row in connection.execute(query)]


def _verdicts(
    connection: Connection, which: ColumnElement[bool], before: int | None = None
) -> dict[int, list[Verdict]]:
    """The verdicts that hold now, or held `before` a run, by the attempt that they were recorded with."""
    scored = (
        select(Scores.c.verdicts_of)
        .join(Attempts, Attempts.c.id == Scores.c.attempt_id)
        .outerjoin(_Newer, _replaced(before))
        .where(which, _Newer.c.id.is_(None), _made(before))
    )
    query = (
        select(Verdicts).where(Verdicts.c.attempt_id.in_(scored)).order_by(Verdicts.c.attempt_id, Verdicts.c.position)
    )
    found: dict[int, list[Verdict]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.attempt_id].append(verdict_of(row))
    return found


def _scores(connection: Connection, which: ColumnElement[bool]) -> dict[int, list[Score]]:
    """All scores by attempt, oldest first."""
    query = (
        select(*_SCORE_COLUMNS)
        .select_from(Scores)
        .join(_ScoreRun, _ScoreRun.c.id == Scores.c.run_id)
        .join(Attempts, Attempts.c.id == Scores.c.attempt_id)
        .where(which)
        .order_by(Scores.c.id)
    )
    found: dict[int, list[Score]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.score_attempt_id].append(score_of(row))
    return found


def _looks(*more: ColumnElement[Any], before: int | None = None) -> Select[Any]:
    """Attempts with the score that holds now, or held `before` a run."""
    return (
        select(
            Attempts,
            Students.c.roster_id,
            Runs.c.uuid,
            Results.c.attempt_id.label("result_id"),
            *_SCORE_COLUMNS,
            *more,
        )
        .join(Students, Students.c.id == Attempts.c.student_id)
        .join(Runs, Runs.c.id == Attempts.c.run_id)
        .join(Scores, Scores.c.attempt_id == Attempts.c.id)
        .join(_ScoreRun, _ScoreRun.c.id == Scores.c.run_id)
        .outerjoin(_Newer, _replaced(before))
        .outerjoin(Results, Results.c.attempt_id == Attempts.c.id)
        .where(_Newer.c.id.is_(None), _made(before))
    )
