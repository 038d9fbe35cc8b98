"""Requests about the folders that containers mount: when they were last changed, never the contents of their files.

The Engine answers them without running anything in the container, even for accounts that may not read the volume.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from grader.hosts.base import EngineRequest

MOST = 4
"""How many mounts are inspected. Each request leaves two volume events, and an Engine keeps 256 events."""

_SECONDS = 3.0
"""The time limit of each request."""
_STABLE_FILES = {
    # A database changes its folder at every start, but these only when it is installed. The first holds its UUID.
    "/var/lib/mysql": (("GET", "/auto.cnf"), ("HEAD", "/mysql")),
}


def requests(
    containers: Sequence[dict[str, Any]], volumes: Sequence[dict[str, Any]], home: str
) -> Iterator[EngineRequest]:
    """The requests, without their API version, about volumes on the host's disk and the student's own folders.

    Only running containers are inspected: in another one, the Engine may create the mount point.
    """
    local = {one.get("Name") for one in volumes if one.get("Driver") == "local" and not one.get("Options")}
    found = [
        (one["Id"], mount["Destination"])
        for one in containers
        if one.get("State") == "running" and isinstance(one.get("Id"), str)
        for mount in _mounts(one)
        if mount.get("Name") in local or (mount.get("Type") == "bind" and _is_below(mount.get("Source"), home))
    ]
    for container, folder in found[:MOST]:
        for method, file in _STABLE_FILES.get(folder, (("HEAD", ""),)):
            target = f"/containers/{quote(container, safe='')}/archive?path={quote(folder + file)}"
            yield EngineRequest(method, target, seconds=_SECONDS)


def _mounts(container: dict[str, Any]) -> Iterator[dict[str, Any]]:
    mounts = container.get("Mounts")
    for mount in mounts if isinstance(mounts, list) else []:
        if isinstance(mount, dict) and isinstance(mount.get("Destination"), str):
            yield mount


def _is_below(source: Any, home: str) -> bool:
    return isinstance(source, str) and home.strip("/") != "" and source.startswith(f"{home.rstrip('/')}/")
