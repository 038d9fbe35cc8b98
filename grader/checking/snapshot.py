"""What is asked of every host, whatever the checks ask: so that evidence can answer checks that are written later.

It is asked at once and before the checks, which find most of their answers in it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from grader.checking import events
from grader.checking.dockerclient import api_version
from grader.checking.session import Session
from grader.errors import GraderError
from grader.hosts.base import EngineRequest
from grader.hosts.memory import Memory

OF_EACH_KIND = 40
"""How many containers, images, networks and volumes are looked at one by one; of containers and images the newest."""

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

# The queries are those of docker-py, so that a check's question is the same one.
_CONTAINERS = "/containers/json?limit=-1&all=1&size=0&trunc_cmd=0"
_IMAGES = "/images/json?only_ids=0&all=0"
_NETWORKS = "/networks"
_VOLUMES = "/volumes"


def take(session: Session, memory: Memory, seconds: float) -> None:
    """Look at the host, for as long as one check may. What hinders is left for the checks to find: they ask again."""
    session.begin(seconds)
    with contextlib.suppress(GraderError):
        session.run(IDENTITY, as_login=True)
    with contextlib.suppress(GraderError):
        version = f"/v{api_version(session)}"
        lists = [EngineRequest("GET", version + path) for path in (_CONTAINERS, _IMAGES, _NETWORKS, _VOLUMES)]
        more = [EngineRequest("GET", f"{version}/info"), events.request(session)]
        memory.ask_all([session.hurried(one) for one in (*lists, *more)])
        found = (_objects(session.ask(one).body) for one in lists)
        paths = [EngineRequest("GET", version + path) for path in _paths(*found)]
        memory.ask_all([session.hurried(one) for one in paths])


def _objects(body: bytes) -> list[dict[str, Any]]:
    """The objects of a list, whatever an Engine may send in its place."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return []
    listed = said.get("Volumes") if isinstance(said, dict) else said
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _paths(
    containers: list[dict[str, Any]],
    images: list[dict[str, Any]],
    networks: list[dict[str, Any]],
    volumes: list[dict[str, Any]],
) -> Iterator[str]:
    """Where each object is inspected, under the names by which checks ask for it."""
    for one in _newest(containers):
        yield from (f"/containers/{_quoted(name[1:])}/json" for name in _words(one.get("Names"))[:1])
    for one in _newest(images):
        yield from (f"/images/{_quoted(name)}/json" for name in _words(one.get("RepoTags")) if "<" not in name)
    for one in networks[:OF_EACH_KIND]:
        yield from (f"/networks/{_quoted(name)}" for name in _words([one.get("Name")]))
    for one in volumes[:OF_EACH_KIND]:
        yield from (f"/volumes/{_quoted(name)}" for name in _words([one.get("Name")]))


def _newest(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def created(one: dict[str, Any]) -> float:
        moment = one.get("Created")
        return float(moment) if isinstance(moment, int | float) else 0.0

    return sorted(found, key=created, reverse=True)[:OF_EACH_KIND]


def _words(value: Any) -> list[str]:
    return [word for word in value if isinstance(word, str) and word] if isinstance(value, list) else []


def _quoted(name: str) -> str:
    return quote(name, safe="/:")
