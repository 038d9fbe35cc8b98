"""What befell a student's work, in order: attempts, regrades, overrides, undos. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.records.entries import Change, Kind, Lateness, Record, Score, StoredOverride
from grader.text.values import quantity


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one exercise, or that was looked at and left as it was."""

    at: datetime.datetime
    kind: Kind
    exercise: str
    run: str
    made_by: str | None = None
    why: str | None = None
    said: str | None = None
    """An override in words; where the work was seen; why it could not be told."""
    attempt: int | None = None
    """Its id in the gradebook; None for what changed no score."""
    before: float | None = None
    after: float | None = None
    max_score: float | None = None
    late: Lateness | None = None
    checks: tuple[tuple[str, float | None, float | None], ...] = ()
    """The checks that brought other points before and after."""


def events(records: Sequence[Record], overrides: Iterable[StoredOverride], changes: Iterable[Change]) -> list[Event]:
    """All that the gradebook tells of these attempts of one student, oldest first."""
    exercises = list(dict.fromkeys(record.exercise for record in records))
    spoken = list(overrides)
    found = [_graded(record) for record in records]
    for change in changes:
        for exercise in exercises:
            if exercise in change.exercises:
                found += _changed(change, exercise, [one for one in records if one.exercise == exercise], spoken)
    return sorted(found, key=lambda event: event.at)


def in_words(stored: StoredOverride) -> str:
    """What an override sets."""
    override = stored.override
    what = override.check or stored.exercise
    return f"{what} set to {override.verdict or quantity(override.points or 0.0, 'point')}"


def _graded(record: Record) -> Event:
    score = (*record.earlier, record.score)[0]
    said = f"{record.host}: {record.cause}" if record.status == "error" else record.host
    return Event(
        record.recorded,
        "grade",
        record.exercise,
        record.run,
        said=said,
        attempt=record.id,
        after=score.final,
        max_score=score.max_score,
        late=score.late,
    )


def _changed(
    change: Change, exercise: str, records: Iterable[Record], overrides: Iterable[StoredOverride]
) -> Iterator[Event]:
    said = "; ".join(_said(change, exercise, overrides)) or None
    about = (change.kind, exercise, change.id, change.made_by, change.why, said)
    moves = [
        (record, before, after)
        for record in records
        for before, after in zip(record.earlier, (*record.earlier, record.score)[1:], strict=True)
        if after.run == change.id
    ]
    if not moves:
        yield Event(change.made, *about)
    for record, before, after in moves:
        yield Event(
            change.made,
            *about,
            attempt=record.id,
            before=before.final,
            after=after.final,
            max_score=after.max_score,
            late=after.late,
            checks=tuple(_points(before, after)),
        )


def _said(change: Change, exercise: str, overrides: Iterable[StoredOverride]) -> Iterator[str]:
    mine = [one for one in overrides if one.exercise == exercise]
    made = [one for one in mine if one.run == change.id]
    yield from map(in_words, made)
    replaced = {one.override.check for one in made}
    for one in mine:
        if one.withdrawn_in == change.id and one.override.check not in replaced:
            yield f"no longer: {in_words(one)}"
    if change.reverts is not None:
        yield f"takes back {change.reverts[:8]}"


def _points(before: Score, after: Score) -> Iterator[tuple[str, float | None, float | None]]:
    for check in dict.fromkeys([*after.points, *before.points]):
        was, now = before.points.get(check), after.points.get(check)
        if was != now:
            yield check, was, now
