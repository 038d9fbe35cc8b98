"""Reads records, standings and histories from the database of a gradebook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Select, case, func, null, select, true
from sqlalchemy.sql.elements import ColumnElement

from grader.checks.verdict import Verdict
from grader.errors import UsageError
from grader.records.entries import Counts, Record, Score, Standing
from grader.records.rows import VerdictReader, record_of, score_of, verdict_of
from grader.records.tables import Attempts, Classes, Results, Runs, Scores, Students, Verdicts

_Newer = Scores.alias()
_ScoreRun = Runs.alias()
_SCORE_COLUMNS = (
    *(column.label(f"score_{column.name}") for column in Scores.c),
    _ScoreRun.c.uuid.label("score_run"),
    _ScoreRun.c.kind.label("score_kind"),
    _ScoreRun.c.made_by.label("score_made_by"),
    _ScoreRun.c.why.label("score_why"),
)

_OF_EVIDENCE = {"facts", "reads", "trace"}
"""The columns of a verdict that only a reader of its evidence needs."""

_AT_ONCE = 5_000
"""How many keys a query names: SQLite has a limit."""


def class_id(connection: Connection, name: str | None) -> int | None:
    """The key of the class with this name, or of the only class; None if the gradebook is empty.

    Raises:
        UsageError: there is no such class, or no name was given and there are several.
    """
    classes = {row.name: row.id for row in connection.execute(select(Classes).order_by(Classes.c.name))}
    if name is None and len(classes) < 2:
        return next(iter(classes.values()), None)
    if name not in classes:
        raise UsageError(
            "This gradebook has several classes." if name is None else "This gradebook has no class “{name}”.",
            next_step="Name one of these: {classes}." if classes else "Grade a class first.",
            name=name or "",
            classes=", ".join(classes),
        )
    return cast("int", classes[name])


def rows_of_run(connection: Connection, run_id: int, folder: Path | None) -> list[Record]:
    """For each student and exercise of a run: the result, or else the last error; with verdicts."""
    of_run = Attempts.c.run_id == run_id
    found: dict[tuple[str, str], Record] = {}
    for record in _records(connection, folder, of_run):
        before = found.get((record.student, record.exercise))
        if before is None or not before.is_result:
            found[record.student, record.exercise] = record
    verdicts = _verdicts(connection, of_run)
    return [replace(record, verdicts=tuple(verdicts[record.score.verdicts_of])) for record in found.values()]


def history(
    connection: Connection,
    class_: int | None,
    folder: Path | None,
    students: Collection[str] | None,
    exercises: Collection[str] | None,
) -> list[Record]:
    """All attempts of these students in these exercises, oldest first; None means all."""
    keys = select(Students.c.id).where(Students.c.class_id == class_)
    if students is not None:
        keys = keys.where(Students.c.roster_id.in_(students))
    selected: ColumnElement[bool] = Attempts.c.student_id.in_(keys)
    if exercises is not None:
        selected &= Attempts.c.exercise.in_(exercises)
    verdicts, scores = _verdicts(connection, selected), _scores(connection, selected)
    return [
        replace(record, verdicts=tuple(verdicts[record.score.verdicts_of]), earlier=tuple(scores[record.id][:-1]))
        for record in _records(connection, folder, selected)
    ]


def standings(
    connection: Connection,
    class_: int | None,
    counts: Counts,
    folder: Path | None,
    *which: ColumnElement[bool],
    before: int | None = None,
) -> list[Standing]:
    """The standing of each student in each attempted exercise, now or `before` a run. Takes one query."""
    ranked = _ranked(counts, before).where(Students.c.class_id == class_, *which).subquery()
    counted = ranked.c
    query = _with_scores(counted.best, counted.latest, counted.tries, before=before)
    query = query.join(ranked, counted.attempt_id == Attempts.c.id).where(counted.rank == 1)
    rows = connection.execute(query.order_by(Students.c.roster_id, Attempts.c.exercise))
    return [Standing(record_of(row, folder), row.best, row.latest, row.tries) for row in rows]


def counting(
    connection: Connection, class_: int | None, counts: Counts, folder: Path | None, *, before: int | None = None
) -> list[Record]:
    """The record that counts for each student and exercise, now or `before` a run, with its verdicts."""
    records = [one.record for one in standings(connection, class_, counts, folder, before=before)]
    ranked = _ranked(counts, before).where(Students.c.class_id == class_).subquery()
    verdicts = _verdicts(connection, Attempts.c.id.in_(select(ranked.c.attempt_id).where(ranked.c.rank == 1)), before)
    return [replace(record, verdicts=tuple(verdicts[record.score.verdicts_of])) for record in records]


def with_verdicts(connection: Connection, records: Sequence[Record], *, timed: bool) -> list[Record]:
    """The same records with their verdicts, but without what these looked at in the evidence.

    Without `timed`, verdicts have no times: equal ones of several students are then one object.
    """
    columns = [null().label(one.name) if one.name in _OF_EVIDENCE else one for one in Verdicts.c]
    found: dict[int, list[Verdict]] = defaultdict(list)
    reader = VerdictReader(timed=timed)
    keys = [one.score.verdicts_of for one in records]
    for start in range(0, len(keys), _AT_ONCE):
        query = select(*columns).where(Verdicts.c.attempt_id.in_(keys[start : start + _AT_ONCE]))
        for row in connection.execute(query.order_by(Verdicts.c.attempt_id, Verdicts.c.position)):
            found[row.attempt_id].append(reader.read(row))
    return [replace(one, verdicts=tuple(found[one.score.verdicts_of])) for one in records]


def _ranked(counts: Counts, before: int | None) -> Select[Any]:
    """Every attempt with its rank among the attempts of the same student and exercise; rank 1 counts."""
    final = case(
        (Results.c.attempt_id.is_not(None), Scores.c.final)
    )  # of two gradings in parallel, only the first is a result
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
    """Whether a newer score had replaced this one, now or `before` a run."""
    newer = _Newer.c.replaces == Scores.c.id
    return newer if before is None else newer & (_Newer.c.run_id < before)


def _made(before: int | None) -> ColumnElement[bool]:
    """Whether a score existed `before` a run."""
    return true() if before is None else Scores.c.run_id < before


def _records(connection: Connection, folder: Path | None, which: ColumnElement[bool]) -> list[Record]:
    query = _with_scores().where(which, Attempts.c.regrade_of.is_(None)).order_by(Attempts.c.id)
    return [record_of(row, folder) for row in connection.execute(query)]


def _verdicts(
    connection: Connection, which: ColumnElement[bool], before: int | None = None
) -> dict[int, list[Verdict]]:
    """The verdicts behind the scores, now or `before` a run, by the attempt with which they were recorded."""
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
    """All scores of each attempt, oldest first."""
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


def _with_scores(*more: ColumnElement[Any], before: int | None = None) -> Select[Any]:
    """Attempts with the score in force, now or `before` a run."""
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
