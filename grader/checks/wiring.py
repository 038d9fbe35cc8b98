"""How containers are wired up, read from what the Engine says of them: settings, mounts, networks, ports."""

from __future__ import annotations

from posixpath import normpath
from typing import Any

from docker.models.containers import Container

_WITHOUT_NAMES = {"bridge", "host", "none", "podman"}
"""Networks on which containers do not find each other by name."""


def environment(container: Container) -> dict[str, str]:
    """The container's variables; a secret's value is a stand-in that is only good for comparing."""
    return dict(entry.partition("=")[::2] for entry in _config(container, "Config").get("Env") or [])


def is_up(container: Container) -> bool:
    """Whether it runs at this moment."""
    state = _config(container, "State")
    return bool(state.get("Running")) and not state.get("Restarting")


def mount_at(container: Container, folder: str) -> dict[str, Any] | None:
    """What is mounted at this very place of the container."""
    mounts: list[dict[str, Any]] = container.attrs.get("Mounts") or []
    return next((mount for mount in mounts if normpath(mount.get("Destination") or "/") == folder), None)


def addresses(container: Container) -> set[str]:
    """The container's addresses on its networks; none while it does not run."""
    keys = ("IPAddress", "GlobalIPv6Address")
    return {network[key] for network in _networks(container).values() for key in keys if network.get(key)}


def names_for(container: Container, seen_from: Container) -> set[str]:
    """Every name, in small letters, by which one container finds the other: through a link or a shared network."""
    found = set()
    links = [
        *(_config(seen_from, "HostConfig").get("Links") or []),
        *(link for network in _networks(seen_from).values() for link in network.get("Links") or []),
    ]
    for link in links:
        target, _, alias = link.lstrip("/").partition(":")
        if target in {container.name, container.id, container.short_id}:
            found |= {target, alias.rpartition("/")[2]}
    ours, theirs = _networks(container), _networks(seen_from)
    for network in ours.keys() & theirs.keys() - _WITHOUT_NAMES:
        found |= {
            container.name,
            container.short_id,
            *(ours[network].get("Aliases") or []),
            *(ours[network].get("DNSNames") or []),
        }
    return {name.lower() for name in found if name}


def host_ports(container: Container, port: int) -> list[tuple[str, int]]:
    """Where the host leads to this TCP port of the container: address (empty for all) and port of the host."""
    settings = _config(container, "HostConfig")
    if settings.get("NetworkMode") == "host":
        return [("", port)]
    ports = _config(container, "NetworkSettings").get("Ports") or settings.get("PortBindings") or {}
    return [
        (one.get("HostIp") or "", int(one["HostPort"]))
        for one in ports.get(f"{port}/tcp") or []
        if str(one.get("HostPort") or "").isdigit()
    ]


def _networks(container: Container) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _config(container, "NetworkSettings").get("Networks") or {}
    return found


def _config(container: Container, key: str) -> dict[str, Any]:
    found: dict[str, Any] = container.attrs.get(key) or {}
    return found
