"""Which parts of the Engine's answers a check read, as paths such as `Mounts[0].Source`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
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
    """The reads since the last call of `taken`."""

    def __init__(self) -> None:
        self.log: dict[Place, None] = {}
        """In the order of the first read: the index of the fact, then the place in its answer."""

    def taken(self) -> dict[Place, None]:
        """The reads so far; begins again."""
        taken = dict(self.log)
        self.log.clear()
        return taken


def compact(log: Iterable[Place], facts: Iterable[int]) -> tuple[Read, ...]:
    """The reads of these facts, at most `MOST_PATHS` paths, in the order of the facts."""
    wanted = set(facts)
    paths: dict[int, list[Place]] = {}
    for fact, *place in log:
        if fact in wanted and isinstance(fact, int):
            paths.setdefault(fact, []).extend([tuple(place)] if place else [])
    kept = [(fact, text) for fact, places in paths.items() for text in _texts(_few_alike(places))][-MOST_PATHS:]
    return tuple(Read(fact, tuple(text for of, text in kept if of == fact)) for fact in sorted(paths))


def _few_alike(places: list[Place]) -> list[Place]:
    """Without all but the last of those that differ only in a position."""
    alike: dict[Place, list[Place]] = {}
    for place in dict.fromkeys(places):
        alike.setdefault(tuple(0 if isinstance(step, int) else step for step in place), []).append(place)
    left_out = {place for same in alike.values() for place in same[:-MOST_ALIKE]}
    return [place for place in dict.fromkeys(places) if place not in left_out]


def _texts(places: list[Place]) -> list[str]:
    return [text for text in map(path_text, places) if len(text) <= LONGEST_PATH]


def path_text(place: Place) -> str:
    """A place as text: `HostConfig.PortBindings."80/tcp"[0].HostPort`."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{_key(str(step))}" for step in place]
    return "".join(steps).removeprefix(".")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


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
