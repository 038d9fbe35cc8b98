"""Identifies the contents of volumes and mounted directories by modification times and MySQL's UUID.

An image's files come into a volume with the image's times, and a course's with the course's. So what is in a volume
tells something only if it was written there on one of the hosts: after the container or the volume was made.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from grader.evidence.file import Fact, raw
from grader.similarity.objects import exact, parsed
from grader.similarity.traits import Found, Kind, Origin

_LOOK = re.compile(r"(?:GET|HEAD) (?:/v[\d.]+)?/containers/([^/]+)/archive\?path=(.+)")
_LISTS = re.compile(r"GET (?:/v[\d.]+)?/(?:containers/json\?|volumes$)")
_STAT = "x-docker-container-path-stat"
_UUID = re.compile(rb"(?m)^server-uuid\s*=\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*$")


def is_look(fact: Fact) -> bool:
    """Whether this is the snapshot's request about a mount of a container."""
    return _LOOK.match(fact.request or "") is not None


@dataclass
class Mounts:
    """The mounts of one host, from the lists in its evidence."""

    _names: dict[str, str] = field(default_factory=dict)
    _since: dict[tuple[str, str], float] = field(default_factory=dict)
    """The time from which on files in this mount of this container were written on this host."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Mounts:
        containers: list[dict[str, Any]] = []
        volumes: dict[str, float] = {}
        for fact in facts:
            if fact.status == 200 and _LISTS.match(fact.request or ""):
                said = parsed(raw(fact.body))
                containers += _objects(said)
                volumes |= {str(one.get("Name")): _seconds(one.get("CreatedAt")) for one in _objects(said, "Volumes")}
        found = cls()
        for one in containers:
            id_, names, created = str(one.get("Id")), one.get("Names"), one.get("Created")
            found._names[id_] = str(names[0]).strip("/") if isinstance(names, list) and names else id_[:12]
            made = float(created) if isinstance(created, int) else math.inf
            for mount in _objects(one.get("Mounts")):
                # A folder of the student's own is older than its container.
                since = 0.0 if mount.get("Type") == "bind" else min(made, volumes.get(str(mount.get("Name")), math.inf))
                found._since[id_, str(mount.get("Destination"))] = since
        return found

    def found(self, fact: Fact) -> Iterator[Found]:
        """The traits that an answer about a mounted directory, or a file in it, shows."""
        asked = _LOOK.match(fact.request or "")
        about = _stat({name.lower(): value for name, value in fact.headers}.get(_STAT, ""))
        changed = about.get("mtime")
        if asked is None or not isinstance(changed, str):
            return
        path = unquote(asked[2])
        origin = Origin.MADE if _seconds(changed) >= self._made(asked[1], path) else Origin.UNKNOWN
        label = f"{self._names.get(asked[1], asked[1][:12])} {path}"
        shown = f"{label}, mtime: {changed}, size: {about.get('size')}"
        if exact(changed):
            yield Found(Kind.CONTENT_CHANGED, changed, label, shown, origin)
        if uuid := _UUID.search(raw(fact.body).replace(b"\0", b"\n")):
            yield Found(Kind.DATABASE_ID, uuid[1].decode(), label, f"server-uuid={uuid[1].decode()}, {shown}", origin)

    def _made(self, container: str, path: str) -> float:
        places = [place for one, place in self._since if one == container and f"{path}/".startswith(f"{place}/")]
        return self._since[container, max(places, key=len)] if places else math.inf


def _stat(header: str) -> dict[str, Any]:
    try:
        said = parsed(base64.b64decode(header))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _objects(said: Any, key: str = "") -> list[dict[str, Any]]:
    listed = said.get(key) if key and isinstance(said, dict) else said
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _seconds(when: Any) -> float:
    """The time in seconds since 1970; infinity if it is not a time."""
    try:
        return datetime.fromisoformat(when).timestamp() if isinstance(when, str) else math.inf
    except (ValueError, OverflowError):
        return math.inf
