"""What is asked of the folders that containers mount: when they were last changed, never what files hold.

An Engine answers this without anything being run in the container, also to accounts that may not look into a volume.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from grader.hosts.base import EngineRequest

MOST = 4
"""How many mounts are looked at. Each look leaves two events of a volume's, and an Engine remembers 256."""

_SECONDS = 3.0
_TELLING = {
    # A database changes its folder at every start, and these when it is installed only. The first has its UUID.
    "/var/lib/mysql": (("GET", "/auto.cnf"), ("HEAD", "/mysql")),
}


def questions(
    containers: Sequence[dict[str, Any]], volumes: Sequence[dict[str, Any]], home: str
) -> Iterator[EngineRequest]:
    """The questions, without their API version, about volumes of this disk and folders of the student's.

    Only what is running is asked about: in another container an Engine may make the folder to mount at.
    """
    local = {one.get("Name") for one in volumes if one.get("Driver") == "local" and not one.get("Options")}
    found = [
        (one["Id"], mount["Destination"])
        for one in containers
        if one.get("State") == "running" and isinstance(one.get("Id"), str)
        for mount in _mounts(one)
        if mount.get("Name") in local or (mount.get("Type") == "bind" and _is_below(mount.get("Source"), home))
    ]
    for container, place in found[:MOST]:
        for method, more in _TELLING.get(place, (("HEAD", ""),)):
            path = f"/containers/{quote(container, safe='')}/archive?path={quote(place + more)}"
            yield EngineRequest(method, path, seconds=_SECONDS)


def _mounts(container: dict[str, Any]) -> Iterator[dict[str, Any]]:
    mounts = container.get("Mounts")
    for mount in mounts if isinstance(mounts, list) else []:
        if isinstance(mount, dict) and isinstance(mount.get("Destination"), str):
            yield mount


def _is_below(source: Any, home: str) -> bool:
    return isinstance(source, str) and home.strip("/") != "" and source.startswith(f"{home.rstrip('/')}/")
