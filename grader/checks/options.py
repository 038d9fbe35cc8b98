"""How a container was created, in the options of docker run: what a student typed, beside what the task asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from docker.models.containers import Container

_ANONYMOUS = re.compile(r"[0-9a-f]{64}")


def mount_option(mount: Mapping[str, Any]) -> str:
    """The option that makes a mount.

    Args:
        mount: The Engine's description, such as that from `mount_at`.

    Returns:
        The option, such as `-v bm1:/tmp/mount`, `-v /home/student/bm1:/tmp/mount:ro` or `--tmpfs /run`. A volume that
        the Engine named has no name here.

    Example:
        fail("other-source", seen=mount_option(mount), expected=f"-v {folder}:/tmp/mount")
    """
    at = str(mount.get("Destination") or "")
    if mount.get("Type") == "tmpfs":
        return f"--tmpfs {at}"
    source = str(mount.get("Source") or "")
    if mount.get("Type") == "volume":
        source = str(mount.get("Name") or "")
    before = "" if not source or _ANONYMOUS.fullmatch(source) else f"{source}:"
    return f"-v {before}{at}{':ro' if mount.get('RW') is False else ''}"


def mount_options(container: Container) -> list[str]:
    """The options that make all mounts of a container.

    Args:
        container: A container from `containers` or `docker`.

    Returns:
        The options, as from `mount_option`.

    Example:
        if mount_at(container, "/tmp/mount") is None:
            fail("nothing-mounted", seen=mount_options(container) or None, expected="-v bm1:/tmp/mount")
    """
    return [mount_option(mount) for mount in container.attrs.get("Mounts") or []]


def port_options(container: Container) -> list[str]:
    """The options that publish the ports of a container.

    Args:
        container: A container from `containers` or `docker`.

    Returns:
        The options, such as `-p 8080:80` or `-p 127.0.0.1:53:53/udp`. The address is left out if the port is published
        on all of them.

    Example:
        if 80 not in [port for _, port in host_ports(web, 80)]:
            fail("not-published", seen=port_options(web) or None, expected="-p 80:80")
    """
    settings = container.attrs.get("HostConfig") or {}
    if settings.get("NetworkMode") == "host":
        return ["--network host"]
    ports = (container.attrs.get("NetworkSettings") or {}).get("Ports") or settings.get("PortBindings") or {}
    options = [
        f"-p {_on(str(one.get('HostIp') or ''))}{one.get('HostPort') or ''}:{port.removesuffix('/tcp')}"
        for port, published in ports.items()
        for one in published or []
    ]
    return list(dict.fromkeys(options))


def network_option(container: Container) -> str:
    """The option that gave a container its network.

    Args:
        container: A container from `containers` or `docker`.

    Returns:
        The option, such as `--network bridge` or `--network host`; `--network container:` is followed by the first 12
        letters of the other container's id.

    Example:
        fail("other-network", seen=network_option(web), expected="--network host")
    """
    mode = str((container.attrs.get("HostConfig") or {}).get("NetworkMode") or "default")
    kind, colon, other = mode.partition(":")
    # The Engine calls the network of a container without this option default, and names another container by its id.
    return f"--network {'bridge' if mode == 'default' else kind}{colon}{other[:12]}"


def _on(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    if known.is_unspecified:
        return ""
    return f"[{address}]:" if known.version > 4 else f"{address}:"
