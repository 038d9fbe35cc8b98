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
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from grader.checking.mounts import QUESTION
from grader.evidence.facts import Fact, raw
from grader.similarity.objects import exact, parsed
from grader.similarity.traits import Found, Kind, Origin

_LOOK = re.compile(r"(?:GET|HEAD) (?:/v[\d.]+)?/containers/([^/]+)/archive\?path=(.+)")
_LISTS = re.compile(r"GET (?:/v[\d.]+)?/(?:containers/json\?|volumes$)")
_STAT = "x-docker-container-path-stat"
_MOUNT = re.compile(r"mount=(\S+) (\d+) (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) ([+-]\d{4}) (/.*)")
_LINE_UUID = re.compile(r"uuid=(\S+) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (/.*)")
_UUID = re.compile(rb"(?m)^server-uuid\s*=\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*$")


def is_look(fact: Fact) -> bool:
    """Whether this is the snapshot's question about mounts: its command, or a request of older evidence."""
    return QUESTION in (fact.command or "") or _LOOK.match(fact.request or "") is not None


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
        """The traits that an answer about mounted directories shows."""
        if fact.command is not None:
            yield from self._listed(raw(fact.out).decode("utf-8", "replace"))
            return
        asked = _LOOK.match(fact.request or "")
        about = _stat({name.lower(): value for name, value in fact.headers}.get(_STAT, ""))
        changed = about.get("mtime")
        if asked is None or not isinstance(changed, str):
            return
        uuid = _UUID.search(raw(fact.body).replace(b"\0", b"\n"))
        yield from self._traits(
            asked[1], unquote(asked[2]), changed, about.get("size"), uuid[1].decode() if uuid else None
        )

    def _listed(self, printed: str) -> Iterator[Found]:
        lines = printed.splitlines()
        uuids = {(found[1], found[3]): found[2] for line in lines if (found := _LINE_UUID.fullmatch(line))}
        for line in lines:
            if found := _MOUNT.fullmatch(line):
                container, size, time, zone, path = found.groups()
                yield from self._traits(container, path, _utc(time, zone), size, uuids.get((container, path)))

    def _traits(self, container: str, path: str, changed: str, size: Any, uuid: str | None) -> Iterator[Found]:
        origin = Origin.MADE if _seconds(changed) >= self._made(container, path) else Origin.UNKNOWN
        label = f"{self._names.get(container, container[:12])} {path}"
        shown = f"{label}, mtime: {changed}, size: {size}"
        if exact(changed):
            yield Found(Kind.CONTENT_CHANGED, changed, label, shown, origin)
        if uuid:
            yield Found(Kind.DATABASE_ID, uuid, label, f"server-uuid={uuid}, {shown}", origin)

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


def _utc(time: str, zone: str) -> str:
    """A time of `stat -c %y` in the Engine's form, UTC without trailing zeros; empty if it is not a time."""
    whole, _, fraction = time.partition(".")
    try:
        moment = datetime.fromisoformat(f"{whole}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    digits = fraction.rstrip("0")
    return f"{moment:%Y-%m-%dT%H:%M:%S}{'.' if digits else ''}{digits}Z"


def _seconds(when: Any) -> float:
    """The time in seconds since 1970; infinity if it is not a time."""
    try:
        return datetime.fromisoformat(when).timestamp() if isinstance(when, str) else math.inf
    except (ValueError, OverflowError):
        return math.inf
