"""How containers are connected: environment, mounts, networks and ports, read from docker-py's `Container.attrs`.

These functions send no requests and raise no errors; `container.reload()` brings the attributes up to date.
"""

from __future__ import annotations

from posixpath import normpath
from typing import Any

from docker.models.containers import Container

_WITHOUT_NAMES = {"bridge", "host", "none", "podman"}
"""Networks on which containers cannot find each other by name."""


def environment(container: Container) -> dict[str, str]:
    """The container's environment variables.

    Args:
        container: A container from `containers` or `docker`.

    Returns:
        Each variable's value by its name. A secret's value is a placeholder; equal secrets have equal placeholders.

    Example:
        if not environment(containers.get("wp-db")).get("MYSQL_USER"):
            fail("variables-missing", seen=["MYSQL_USER"])
    """
    return dict(entry.partition("=")[::2] for entry in _config(container, "Config").get("Env") or [])


def is_up(container: Container) -> bool:
    """Whether the container is running now, neither paused nor in a restart.

    `Lookup.running` also requires that it stays up.

    Args:
        container: A container from `containers` or `docker`.

    Example:
        if not is_up(containers.get("wp-db")):
            blocked("db-running")
    """
    state = _config(container, "State")
    return bool(state.get("Running")) and not state.get("Restarting") and not state.get("Paused")


def mount_at(container: Container, folder: str) -> dict[str, Any] | None:
    """The mount at a path inside the container; a mount above or below it does not count.

    Args:
        container: A container from `containers` or `docker`.
        folder: An absolute path inside the container, without a slash at the end.

    Returns:
        The Engine's description with `Type`, `Source`, `Name`, `RW` and so on; None if nothing is mounted there.

    Example:
        mount = mount_at(containers.get("os3"), "/tmp/mount")
        if mount is None or mount["Type"] != "bind":
            fail("not-a-bind-mount")
    """
    mounts: list[dict[str, Any]] = container.attrs.get("Mounts") or []
    return next((mount for mount in mounts if normpath(mount.get("Destination") or "/") == folder), None)


def is_named(name: str, wanted: str) -> bool:
    """Whether an image's name is that of the wanted image, whatever its registry, namespace, tag or digest.

    Args:
        name: The name, such as docker.io/library/centos:7.
        wanted: The wanted name, such as centos:latest.

    Example:
        is_named("quay.io/centos/centos:stream9", "centos:latest")
    """
    return _repository(name) == _repository(wanted)


def _repository(name: str) -> str:
    return name.partition("@")[0].rpartition("/")[2].partition(":")[0]


def addresses(container: Container) -> set[str]:
    """The container's IPv4 and IPv6 addresses on all of its networks; none while it is not running.

    Args:
        container: A container from `containers` or `docker`.

    Example:
        if "192.168.100.7" not in addresses(containers.get("os5")):
            fail("other-address")
    """
    keys = ("IPAddress", "GlobalIPv6Address")
    return {network[key] for network in _networks(container).values() for key in keys if network.get(key)}


def names_for(container: Container, seen_from: Container) -> set[str]:
    """The names under which one container can find another: through a link or a network that both are on.

    Args:
        container: The container to be found.
        seen_from: The container that looks for it.

    Returns:
        All names, in lower case.

    Example:
        if "wp-db" not in names_for(database, seen_from=web):
            fail("name-unknown", seen="wp-db")
    """
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
        # On a network of its own, Docker's resolver also knows a name with the network's name behind it.
        found |= {f"{name}.{network}" for name in (container.name, *(ours[network].get("Aliases") or [])) if name}
    return {name.lower() for name in found if name}


def host_ports(container: Container, port: int | None = None) -> list[tuple[str, int]]:
    """The host's addresses and ports that are published to a TCP port of the container.

    Args:
        container: A container from `containers` or `docker`.
        port: The TCP port inside the container; any port that is published if it is left out.

    Returns:
        Pairs of the host's address (empty for all addresses) and the host's port.

    Example:
        if 8080 not in [port for _, port in host_ports(web, 80)]:
            fail("not-published", expected=8080)
    """
    settings = _config(container, "HostConfig")
    if settings.get("NetworkMode") == "host":
        return [] if port is None else [("", port)]
    ports = _config(container, "NetworkSettings").get("Ports") or settings.get("PortBindings") or {}
    inside = [f"{port}/tcp"] if port is not None else [one for one in ports if one.endswith("/tcp")]
    return [
        (one.get("HostIp") or "", int(one["HostPort"]))
        for own in inside
        for one in ports.get(own) or []
        if str(one.get("HostPort") or "").isdigit()
    ]


def _networks(container: Container) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _config(container, "NetworkSettings").get("Networks") or {}
    return found


def _config(container: Container, key: str) -> dict[str, Any]:
    found: dict[str, Any] = container.attrs.get(key) or {}
    return found
