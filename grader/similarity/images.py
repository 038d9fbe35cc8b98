"""Identifies images, and whether an image was built on the host that has it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from grader.similarity.objects import exact
from grader.similarity.traits import Found, Kind, Origin

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_BUILD = datetime.timedelta(minutes=10)
"""Seconds between the time in an image and that of its name: a build names a new image, a pull an old one."""
_EPOCH = 366 * 86400 * 11
"""Seconds; reproducible builds date their images before this time: 1970, or 1980 because of zip."""


def image(answer: dict[str, Any]) -> Iterator[Found]:
    """An entry of `GET /images/json`, or an inspection.

    The id is a hash over the time of the build, so that two builds of the same files differ, unless the build puts an
    epoch in the place of that time. The time, to less than a second, survives where stores give an image other ids.
    """
    id_, created = answer.get("Id"), answer.get("Created")
    if not isinstance(id_, str) or not _DIGEST.fullmatch(id_):
        return
    if isinstance(created, int) and created < _EPOCH:
        return
    when = _moment(created)
    if isinstance(created, str) and (when is None or when.timestamp() < _EPOCH):
        return
    tags = _texts(answer.get("RepoTags"))
    name = tags[0] if tags else ""
    origin = _origin(answer, id_, when)
    shown = f"Id: {id_}, RepoTags: {', '.join(tags)}, Created: {created}, {_of_name(answer)}".rstrip(", ")
    yield Found(Kind.IMAGE_ID, id_, name, shown, origin)
    if isinstance(created, str) and exact(created):
        yield Found(Kind.IMAGE_CREATED, created, name, shown, origin)


def _origin(answer: dict[str, Any], id_: str, when: datetime.datetime | None) -> Origin:
    digests = _texts(answer.get("RepoDigests"))
    # containerd's store gives every image such a digest, also one that no registry has seen: its own id.
    if any(not digest.endswith(id_) for digest in digests):
        return Origin.PULLED
    named = _moment(_metadata(answer).get("LastTagTime"))
    made = when is not None and named is not None and abs(named - when) <= _BUILD
    return Origin.MADE if made else Origin.UNKNOWN


def _of_name(answer: dict[str, Any]) -> str:
    named = _metadata(answer).get("LastTagTime")
    return f"LastTagTime: {named}" if isinstance(named, str) else ""


def _metadata(answer: dict[str, Any]) -> dict[str, Any]:
    found = answer.get("Metadata")
    return found if isinstance(found, dict) else {}


def _moment(value: object) -> datetime.datetime | None:
    try:
        when = datetime.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return when.replace(tzinfo=when.tzinfo or datetime.UTC) if when else None


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
