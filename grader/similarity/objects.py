"""Identifies an Engine and its containers, networks and volumes, from answers of the Docker Engine API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from grader.similarity.machine import is_telling
from grader.similarity.traits import Found, Kind

_ID = re.compile(r"[0-9a-f]{64}")
"""256 random bits, as Docker names containers, networks and anonymous volumes."""
_ENGINE_ID = re.compile(r"[0-9A-Za-z:-]{20,}")
_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")
_EXACT = re.compile(r"(\d{4})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d*[1-9]\d*(?:Z|[+-]\d\d:\d\d)")
_TO_THE_SECOND = re.compile(r"(\d{4})-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_FIRST_YEAR = 2013
"""Docker's first release. Earlier times, such as 1970 and 1980, come from reproducible builds."""


def parsed(body: bytes) -> Any:
    """The JSON value of an answer; None if it is not JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def engine(info: dict[str, Any]) -> Iterator[Found]:
    """`GET /info`: the Engine's id, generated at its first start."""
    id_ = _text(info, "ID")
    if _ENGINE_ID.fullmatch(id_):
        yield Found(Kind.ENGINE_ID, id_, _text(info, "Name"), f"ID: {id_}")


def container(answer: dict[str, Any]) -> Iterator[Found]:
    """An entry of `GET /containers/json`, or an inspection."""
    names = answer.get("Names")
    name = _text(answer, "Name") or (str(names[0]) if isinstance(names, list) and names else "")
    id_, created = _text(answer, "Id"), _text(answer, "Created")
    shown = ", ".join(f"{key}: {value}" for key, value in (("Id", id_), ("Name", name), ("Created", created)) if value)
    if _ID.fullmatch(id_):
        yield Found(Kind.CONTAINER_ID, id_, name, shown)
    if exact(created):
        yield Found(Kind.CONTAINER_CREATED, created, name, shown)
    mounts = answer.get("Mounts")
    for mount in mounts if isinstance(mounts, list) else []:
        if isinstance(mount, dict) and _ID.fullmatch(_text(mount, "Name")):
            volume_ = _text(mount, "Name")
            yield Found(Kind.VOLUME_ID, volume_, f"{name} {_text(mount, 'Destination')}", f"Name: {volume_}")
    settings = answer.get("NetworkSettings")
    networks = settings.get("Networks") if isinstance(settings, dict) else None
    for network_, end in networks.items() if isinstance(networks, dict) else ():
        mac = _text(end, "MacAddress") if isinstance(end, dict) else ""
        if _MAC.fullmatch(mac) and is_telling(mac):
            yield Found(Kind.MAC, mac.lower(), f"{name} {network_}", f"MacAddress: {mac}")


def network(answer: dict[str, Any]) -> Iterator[Found]:
    """An entry of `GET /networks`, or an inspection. Its id is random, its name is not."""
    id_, name = _text(answer, "Id"), _text(answer, "Name")
    if _ID.fullmatch(id_):
        shown = f"Id: {id_}, Name: {name}, Created: {_text(answer, 'Created')}"
        yield Found(Kind.NETWORK_ID, id_, name, shown)


def volume(answer: dict[str, Any]) -> Iterator[Found]:
    """An entry of `GET /volumes`, or an inspection: a random name, or a name together with its second of creation."""
    name, created = _text(answer, "Name"), _text(answer, "CreatedAt")
    shown = f"Name: {name}, CreatedAt: {created}"
    second = _TO_THE_SECOND.fullmatch(created)
    if _ID.fullmatch(name):
        yield Found(Kind.VOLUME_ID, name, "", shown)
    elif name and second and int(second[1]) >= _FIRST_YEAR:
        yield Found(Kind.VOLUME_CREATED, f"{name} {created}", name, shown)


def event(answer: dict[str, Any]) -> Iterator[Found]:
    """A line of `GET /events`: a container that may be gone."""
    actor = answer.get("Actor")
    if answer.get("Type") != "container" or not isinstance(actor, dict):
        return
    attributes, id_ = actor.get("Attributes"), _text(actor, "ID")
    if _ID.fullmatch(id_):
        name = _text(attributes, "name") if isinstance(attributes, dict) else ""
        shown = f"Actor.ID: {id_}, name: {name}, Action: {_text(answer, 'Action')}"
        yield Found(Kind.CONTAINER_ID, id_, name, shown)


def exact(created: str) -> bool:
    """Whether no two objects share this time by chance: it is finer than a second, and not an epoch."""
    found = _EXACT.fullmatch(created)
    return found is not None and int(found[1]) >= _FIRST_YEAR


def _text(answer: dict[str, Any], key: str) -> str:
    value = answer.get(key)
    return value if isinstance(value, str) else ""
