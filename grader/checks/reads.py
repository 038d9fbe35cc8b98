"""Which parts of the Engine's answers a check read, as paths such as `Mounts[0].Source`."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

MOST_PATHS = 40
"""The most paths that are kept of one check: the last ones, which decided its result."""

MOST_ALIKE = 4
"""The most that are kept of paths in one answer that differ only in the position in a list."""

LONGEST_PATH = 200
"""Longer paths are left out, in characters."""

Place = tuple[str | int, ...]
"""Keys and positions that lead from an answer to a value in it."""

_BARE = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_STEP = re.compile(r'\.?(?:(?P<bare>[A-Za-z_][\w-]*)|(?P<quoted>"(?:[^"\\]|\\.)*")|\[(?P<position>\d+)\])', re.ASCII)


class Read(NamedTuple):
    """What a check read of one answer of the Engine. Without paths it only looked whether there is an answer."""

    fact: int
    """The index of the answer among the facts of the evidence, from 0."""
    paths: tuple[str, ...]


class Reads:
    """What was read of the Engine's answers until somebody clears it."""

    def __init__(self) -> None:
        self.log: dict[Place, None] = {}
        """In the order of the first read: the index of the fact, then the place in its answer."""


def compact(log: Iterable[Place], facts: Iterable[int]) -> tuple[Read, ...]:
    """The reads of these facts, at most `MOST_PATHS` paths, in the order of the facts."""
    places: dict[int, dict[Place, None]] = {fact: {} for fact in facts}
    parsed = set()
    for fact, *place in log:
        if fact in places:
            parsed.add(fact)
            if place:
                places[fact][tuple(place)] = None
    texts = {fact: _texts(places[fact]) for fact in sorted(parsed)}
    left_out = sum(map(len, texts.values())) - MOST_PATHS
    reads = []
    for fact, paths in texts.items():
        reads.append(Read(fact, tuple(paths[left_out:] if left_out > 0 else paths)))
        left_out -= len(paths)
    return tuple(reads)


def _texts(places: Collection[Place]) -> list[str]:
    """The paths, without those that are too long, and of those that differ only in a position, the last ones."""
    if len(places) > MOST_ALIKE:
        alike: dict[Place, list[Place]] = {}
        for place in places:
            alike.setdefault(tuple([0 if type(step) is int else step for step in place]), []).append(place)
        if len(alike) < len(places):
            left_out = {place for same in alike.values() for place in same[:-MOST_ALIKE]}
            places = [place for place in places if place not in left_out]
    return [text for text in map(path_text, places) if len(text) <= LONGEST_PATH]


@functools.lru_cache(1024)
def path_text(place: Place) -> str:
    """A place as text: `HostConfig.PortBindings."80/tcp"[0].HostPort`."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{_key(str(step))}" for step in place]
    return "".join(steps).removeprefix(".")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


@functools.lru_cache(1024)
def place_of(text: str) -> Place:
    """The place that a path names.

    Raises:
        ValueError: It is not a path.
    """
    place: list[str | int] = []
    at = 0
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None:
            raise ValueError(text)
        bare, quoted, position = step.group("bare", "quoted", "position")
        place.append(bare if bare is not None else json.loads(quoted) if quoted is not None else int(position))
        at = step.end()
    return tuple(place)


class NotThere(Exception):
    """An answer has no value at a place."""


def value_at(answer: Any, place: Place) -> Any:
    """The value at a place of an answer.

    Raises:
        NotThere: There is none.
    """
    for step in place:
        try:
            answer = answer[step]
        except (LookupError, TypeError):
            raise NotThere from None
    return answer
