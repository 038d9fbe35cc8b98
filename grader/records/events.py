"""The history of a student's work: attempts, regrades, overrides and undos, in order. Pure functions."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.message import Message
from grader.records.entries import Change, Kind, Lateness, Record, Score, StoredOverride
from grader.text.values import number


@dataclass(frozen=True, slots=True)
class AttemptPlace:
    """Which of a student's attempts at an exercise one is."""

    number: int
    """From 1, the oldest."""
    of: int
    counts: bool
    """Whether it is the one that counts."""


@dataclass(frozen=True, slots=True)
class Event:
    """A grading or a change of one exercise; a change that examined it may have left it unchanged."""

    at: datetime.datetime
    kind: Kind
    exercise: str
    run: str
    made_by: str | None = None
    why: str | None = None
    details: tuple[Message | str, ...] = ()
    """The host, why the result could not be determined, or what was set by hand."""
    attempt: int | None = None
    """Its key in the gradebook; None if no score was changed."""
    place: AttemptPlace | None = None
    """Which attempt it is; None if no score was changed."""
    before: float | None = None
    after: float | None = None
    max_score: float | None = None
    late: Lateness | None = None
    checks: tuple[tuple[str, float | None, float | None], ...] = ()
    """The checks whose points changed: ID, points before, points after."""

    @property
    def said(self) -> str | None:
        """The details in English; None if there are none."""
        return "; ".join(map(str, self.details)) or None


def places(records: Iterable[Record], counting: Container[int]) -> dict[int, AttemptPlace]:
    """The places of all attempts of one student, oldest first; `counting` has the keys of those that count."""
    by_exercise: dict[str, list[int]] = {}
    for record in records:
        by_exercise.setdefault(record.exercise, []).append(record.id)
    return {
        id_: AttemptPlace(number, len(own), id_ in counting)
        for own in by_exercise.values()
        for number, id_ in enumerate(own, 1)
    }


def events(
    records: Sequence[Record],
    overrides: Iterable[StoredOverride],
    changes: Iterable[Change],
    places: Mapping[int, AttemptPlace],
) -> list[Event]:
    """Everything that happened to these attempts of one student, oldest first."""
    exercises = list(dict.fromkeys(record.exercise for record in records))
    stored = list(overrides)
    found = [_graded(record) for record in records]
    for change in changes:
        for exercise in exercises:
            if exercise in change.exercises:
                found += _changed(change, exercise, [one for one in records if one.exercise == exercise], stored)
    placed = [event if event.attempt is None else replace(event, place=places.get(event.attempt)) for event in found]
    return sorted(placed, key=lambda event: event.at)


def phrase(stored: StoredOverride) -> Message:
    """What an override sets, as a phrase."""
    override = stored.override
    what = override.check or stored.exercise
    if override.verdict is not None:
        return Message("{what} set to passed" if override.verdict == "passed" else "{what} set to failed", what=what)
    points = override.points or 0.0
    n = int(points) if points.is_integer() else number(points)
    return Message("{what} set to {n} point", plural="{what} set to {n} points", what=what, n=n)


def _graded(record: Record) -> Event:
    score = (*record.earlier, record.score)[0]
    cause = (record.cause_message or record.cause) if record.status == "error" else None
    details = Message("{host}: {cause}", host=record.host, cause=cause) if cause else record.host
    return Event(
        record.recorded,
        "grade",
        record.exercise,
        record.run,
        details=(details,),
        attempt=record.id,
        after=score.final,
        max_score=score.max_score,
        late=score.late,
    )


def _changed(
    change: Change, exercise: str, records: Iterable[Record], overrides: Iterable[StoredOverride]
) -> Iterator[Event]:
    details = tuple(_details(change, exercise, overrides))
    about = (change.kind, exercise, change.id, change.made_by, change.why, details)
    replacements = [
        (record, before, after)
        for record in records
        for before, after in zip(record.earlier, (*record.earlier, record.score)[1:], strict=True)
        if after.run == change.id
    ]
    if not replacements:
        yield Event(change.made, *about)
    for record, before, after in replacements:
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


def _details(change: Change, exercise: str, overrides: Iterable[StoredOverride]) -> Iterator[Message]:
    of_exercise = [one for one in overrides if one.exercise == exercise]
    made = [one for one in of_exercise if one.run == change.id]
    yield from map(phrase, made)
    replaced = {one.override.check for one in made}
    for one in of_exercise:
        if one.withdrawn_in == change.id and one.override.check not in replaced:
            yield Message("no longer: {what}", what=phrase(one))
    if change.reverts is not None:
        yield Message("undoes {change}", change=change.reverts[:8])


def _points(before: Score, after: Score) -> Iterator[tuple[str, float | None, float | None]]:
    for check in dict.fromkeys([*after.points, *before.points]):
        was, now = before.points.get(check), after.points.get(check)
        if was != now:
            yield check, was, now
