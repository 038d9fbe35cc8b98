"""One command about the directories that containers mount: when they were last changed, never what is in their files.

It only calls stat, so it creates nothing and leaves no event. (The Engine's archive API would create a missing source
of a bind mount, and would log a mount for each volume.) A login other than root cannot read volumes; they are missing.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

MOST = 20
"""How many directories are inspected."""

QUESTION = "# grader: what containers mount"

_LOOK = r"""
g_look() { g_s=$(stat -c '%s %y' -- "$3" 2>/dev/null) && printf 'mount=%s %s %s\n' "$1" "$g_s" "$2"; }
g_uuid() {
  while IFS= read -r g_l; do
    case $g_l in server-uuid=*) printf '%s %s %s\n' "uuid=$1" "${g_l#*=}" "$2" ;; esac
  done 2>/dev/null <"$3"
}
""".strip()

_DATABASE = "/var/lib/mysql"
"""MySQL changes this directory at every start; `mysql` in it, and `auto.cnf` with the UUID, only at installation."""


def command(containers: Sequence[dict[str, Any]], volumes: Sequence[dict[str, Any]], home: str) -> str | None:
    """The command about volumes on the host's disk and the student's own directories; None if there are none.

    It prints `mount=CONTAINER SIZE TIME PATH` for each directory, and `uuid=CONTAINER UUID PATH` for MySQL's.
    """
    local = {
        one.get("Name"): one.get("Mountpoint")
        for one in volumes
        if one.get("Driver") == "local" and not one.get("Options")
    }
    lines = [
        line
        for container in containers
        for mount in _mounts(container)
        if isinstance(source := local.get(mount.get("Name")) or _below(mount, home), str) and source.isprintable()
        for line in _lines(str(container["Id"]), mount["Destination"], source)
    ]
    return "\n".join([QUESTION, _LOOK, *lines[:MOST], "true"]) if lines else None


def _lines(container: str, destination: str, source: str) -> Iterator[str]:
    if destination != _DATABASE:
        yield shlex.join(["g_look", container, destination, source])
        return
    yield shlex.join(["g_look", container, f"{destination}/mysql", f"{source}/mysql"])
    yield shlex.join(["g_uuid", container, f"{destination}/mysql", f"{source}/auto.cnf"])


def _mounts(container: dict[str, Any]) -> Iterator[dict[str, Any]]:
    mounts = container.get("Mounts")
    known = isinstance(container.get("Id"), str)
    for mount in mounts if known and isinstance(mounts, list) else []:
        if isinstance(mount, dict) and str(mount.get("Destination") or "\n").isprintable():
            yield mount


def _below(mount: dict[str, Any], home: str) -> str | None:
    source = mount.get("Source")
    own = isinstance(source, str) and home.strip("/") != "" and source.startswith(f"{home.rstrip('/')}/")
    return source if own and mount.get("Type") == "bind" else None
