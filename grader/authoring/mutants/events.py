"""Mutants of what happened on the Engine before the visit."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from grader.authoring.mutants.texts import OtherText

MOST_EVENTS = 64
"""So many kinds of events are left out, one at a time: the last ones."""


def other_events(text: str) -> Iterator[OtherText]:
    """Other events in place of these, one JSON object a line: none, and without those of one action on one object."""
    lines = [line for line in text.splitlines(keepends=True) if line.strip()]
    if not lines:
        return
    yield OtherText("", "events", "all", "none")
    alike: dict[str, set[int]] = defaultdict(set)
    for at, line in enumerate(lines):
        alike[_what(json.loads(line))].add(at)
    for what in list(alike)[-MOST_EVENTS:]:
        left = [line for at, line in enumerate(lines) if at not in alike[what]]
        yield OtherText("".join(left), "events", what, f"without “{what}”")


def _what(event: dict[str, Any]) -> str:
    """The type, the action and the name of the object: `container start os3`."""
    actor = event.get("Actor") or {}
    name = (actor.get("Attributes") or {}).get("name") or str(actor.get("ID"))[:19]
    return f"{event.get('Type')} {event.get('Action')} {name}"
