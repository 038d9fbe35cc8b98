"""Reads fingerprints of hosts from evidence. Answers that cannot be parsed are skipped: a host may say anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from grader.evidence.facts import Fact, raw
from grader.evidence.file import Evidence
from grader.similarity import contents, images, machine, objects
from grader.similarity.traits import Fingerprint, Found, Kind, Origin, Trait

_MOST = 5_000
"""The most traits read from one fact; no student's host has as many objects."""
_LONGEST = 1_000
"""The longest text of a trait, in characters."""
_ENGINE = re.compile(r"GET (?:/v[\d.]+)?/(info|containers|images|networks|volumes|events)\b([^?]*)")
_READERS: dict[str, Callable[[dict[str, Any]], Iterator[Found]]] = {
    "info": objects.engine,
    "containers": objects.container,
    "images": images.image,
    "networks": objects.network,
    "volumes": objects.volume,
    "events": objects.event,
}
_INSPECTED = {"containers", "images"}
"""Objects whose lists and inspections end in `json`; there are other requests about them."""
_CERTAIN = (Origin.PULLED, Origin.MADE, Origin.UNKNOWN)
"""Origins in order: of two facts about one image, the first is more specific."""


class Reader:
    """Reads the evidence of a class, one attempt at a time, in any order."""

    def __init__(self) -> None:
        self._traits: dict[str, dict[tuple[Kind, str], Trait]] = {}
        self._seen: dict[str, set[int]] = {}
        """Hashes of the answers already read: the evidence of several exercises repeats them."""

    def read(self, student: str, exercise: str, evidence: Evidence) -> None:
        """Add the traits of a student's host."""
        traits = self._traits.setdefault(student, {})
        seen = self._seen.setdefault(student, set())
        mounts = contents.Mounts.of(evidence.facts if any(map(contents.is_look, evidence.facts)) else ())
        for place, fact in enumerate(evidence.facts):
            answer = fact.out if fact.command is not None else fact.body
            mark = hash((fact.key, str(answer), fact.headers))
            if not isinstance(answer, str) or mark in seen:
                continue
            seen.add(mark)
            for found in islice(_found(fact, mounts), _MOST):
                before = traits.get((found.kind, found.value))
                if before is None or _CERTAIN.index(found.origin) < _CERTAIN.index(before.found.origin):
                    traits[found.kind, found.value] = Trait(_short(found), _asked(fact), exercise, place)

    def fingerprint(self, student: str) -> Fingerprint:
        """The fingerprint of a student's host; empty if there was no evidence."""
        return Fingerprint(self._traits.get(student, {}))


def _found(fact: Fact, mounts: contents.Mounts) -> Iterator[Found]:
    if fact.error is not None or fact.truncated:
        return
    if fact.command is not None:
        if machine.QUESTION in fact.command:
            yield from machine.traits(raw(fact.out).decode("utf-8", "replace"))
        elif contents.is_look(fact):
            yield from mounts.found(fact)
        return
    if fact.status == 200 and contents.is_look(fact):
        yield from mounts.found(fact)
    asked = _ENGINE.match(fact.request or "")
    if asked and fact.status == 200:
        yield from _of_engine(asked[1], asked[2].strip("/"), raw(fact.body))


def _of_engine(what: str, which: str, body: bytes) -> Iterator[Found]:
    """The traits in an answer to `GET /what/which`: one object, a list, or one per line."""
    if what in _INSPECTED and which != "json" and not which.endswith("/json"):
        return
    if what == "events":
        answers = [objects.parsed(line) for line in body.splitlines()]
    else:
        whole = objects.parsed(body)
        whole = whole.get("Volumes", whole) if what == "volumes" and isinstance(whole, dict) else whole
        answers = whole if isinstance(whole, list) else [whole]
    for answer in answers:
        if isinstance(answer, dict):
            yield from _READERS[what](answer)


def _short(found: Found) -> Found:
    return found._replace(label=found.label[:_LONGEST], shown=found.shown[:_LONGEST])


def _asked(fact: Fact) -> str:
    return (fact.command or fact.request or "")[:_LONGEST]
