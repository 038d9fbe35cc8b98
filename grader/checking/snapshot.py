"""The snapshot: requests made on every host, whatever its checks ask, so that evidence suits checks written later.

They are made at once and before the checks run, which find most of their answers among them.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from grader.checking import mounts
from grader.checks import events
from grader.checks.dockerclient import api_version
from grader.checks.session import Session
from grader.errors import GraderError
from grader.evidence.cache import CachingHost
from grader.hosts.base import EngineRequest

OF_EACH_KIND = 40
"""How many containers, images, networks and volumes are inspected, each; of containers and images the newest."""

LONGEST_NAME = 1_000
"""Limit of the name of an object that is inspected, in characters; Docker's own limits are lower."""

IDENTITY = r"""
# grader: who this machine is
echo "machine-id=$(cat /etc/machine-id 2>/dev/null)"; echo "hostname=$(uname -n)"
for g_i in /sys/class/net/*; do
  case ${g_i##*/} in lo | docker0 | br-* | veth*) continue ;; esac
  read -r g_m 2>/dev/null <"$g_i/address" && echo "mac=${g_i##*/} $g_m"
done
for g_k in /etc/ssh/ssh_host_*_key.pub; do
  read -r g_t g_m g_c 2>/dev/null <"$g_k" && echo "host-key=$g_t $g_m"
done
true
""".strip()

# The queries are those of docker-py, so that a check's request is the same.
_CONTAINERS = "/containers/json?limit=-1&all=1&size=0&trunc_cmd=0"
_IMAGES = "/images/json?only_ids=0&all=0"
_NETWORKS = "/networks"
_VOLUMES = "/volumes"


def take(session: Session, cache: CachingHost, seconds: float, *, first: bool = True) -> None:
    """Take the snapshot, within the time limit of one check (`seconds`). Errors are ignored: the checks will meet them.

    Unless it is the `first` of a visit, the machine is not identified again, and answers in `cache` are not requested.
    """
    session.begin(seconds)
    with contextlib.suppress(GraderError):
        if first:
            session.run(IDENTITY, as_login=True)
    with contextlib.suppress(GraderError):
        version = f"/v{api_version(session)}"
        cache.alias("/version", f"{version}/version")
        lists = [EngineRequest("GET", version + path) for path in (_CONTAINERS, _IMAGES, _NETWORKS, _VOLUMES)]
        engine = [EngineRequest("GET", f"{version}/info"), events.request(session)]
        cache.ask_each([session.capped(request) for request in (*lists, *engine)])
        containers, images, networks, volumes = (_objects(session.ask(request).body) for request in lists)
        paths = [[version + path for path in same] for same in _paths(containers, images, networks, volumes)]
        cache.ask_each([session.capped(EngineRequest("GET", path)) for path, *_ in paths])
        for path, *aliases in paths:
            for alias in aliases:
                cache.alias(path, alias)
        if first and (mounted := mounts.command(_newest(containers), volumes, session.account.home)):
            session.run(mounted, as_login=True)


def _objects(body: bytes) -> list[dict[str, Any]]:
    """The objects of a list; none if the Engine sent anything else."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return []
    listed = parsed.get("Volumes") if isinstance(parsed, dict) else parsed
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _paths(
    containers: list[dict[str, Any]],
    images: list[dict[str, Any]],
    networks: list[dict[str, Any]],
    volumes: list[dict[str, Any]],
) -> Iterator[list[str]]:
    """The paths that inspect each object: first by name, as checks do, then by id."""
    for one in _newest(containers):
        yield from _named("/containers/{}/json", [*(name[1:] for name in _words(one.get("Names"))[:1]), one.get("Id")])
    for one in _newest(images):
        yield from _named("/images/{}/json", [*_words(one.get("RepoTags")), one.get("Id")])
    for one in networks[:OF_EACH_KIND]:
        yield from _named("/networks/{}", [one.get("Name"), one.get("Id")])
    for one in volumes[:OF_EACH_KIND]:
        yield from _named("/volumes/{}", [one.get("Name")])


def _named(path: str, names: list[Any]) -> Iterator[list[str]]:
    good = [quote(name, safe="/:") for name in _words(names) if "<" not in name and len(name) <= LONGEST_NAME]
    if good:
        yield [path.format(name) for name in good]


def _newest(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def created(one: dict[str, Any]) -> float:
        moment = one.get("Created")
        return float(moment) if isinstance(moment, int | float) else 0.0

    return sorted(found, key=created, reverse=True)[:OF_EACH_KIND]


def _words(value: Any) -> list[str]:
    return [word for word in value if isinstance(word, str) and word] if isinstance(value, list) else []
