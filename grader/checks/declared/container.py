"""A container exists, runs, and was created as the task says."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import normpath
from typing import Any

from docker import DockerClient
from docker.errors import NotFound
from docker.models.containers import Container
from pydantic import JsonValue
from testinfra.host import Host

from grader.checks.conclusion import fail, passed
from grader.checks.declared.paths import on_host
from grader.checks.lookups import Lookup
from grader.checks.nearmisses import near_miss, near_network, near_path
from grader.checks.options import mount_option, mount_options, port_options
from grader.checks.verdict import RootCause
from grader.checks.wiring import environment, host_ports, mount_at
from grader.course.declared_checks import ContainerCheck, WantedMount, WantedPort
from grader.evidence.secretforms import STAND_IN


def container(wanted: ContainerCheck, *, docker: DockerClient, containers: Lookup, host: Host, home: str) -> None:
    """Look at a container. What costs only a part of the check comes last."""
    found = containers.running(wanted.name) if wanted.running else containers.get(wanted.name)
    if wanted.network is not None:
        _must_be_on(docker, found, wanted.network)
    if wanted.mount is not None:
        _must_mount(found, wanted.mount, host, home)
    if wanted.port is not None:
        _must_publish(found, wanted.port)
    hidden = _must_have(found, wanted.env)
    if wanted.image is not None:
        containers.must_be_of(wanted.name, wanted.image)
    if hidden:
        passed("value-hidden", expected=hidden, name=wanted.name)


def _must_be_on(docker: DockerClient, found: Container, name: str) -> None:
    try:
        network = docker.networks.get(name)
    except NotFound:
        root, near = RootCause("network", name), near_network(docker, name)
        fail("network-missing", expected=name, root=root, near_network=near)
    endpoints: dict[str, Any] = (found.attrs.get("NetworkSettings") or {}).get("Networks") or {}
    if name not in endpoints and not any(one.get("NetworkID") == network.id for one in endpoints.values()):
        fail("not-on-network", seen=[*sorted(endpoints)], expected=name, name=found.name)


def _must_mount(found: Container, wanted: WantedMount, host: Host, home: str) -> None:
    at = normpath(wanted.at)
    source = wanted.volume or on_host(wanted.source or "", home)
    values: dict[str, Any] = {"expected": f"-v {source}:{at}{':ro' if wanted.read_only else ''}", "folder": at}
    mount = mount_at(found, at)
    if mount is None:
        mounts = [str(one.get("Destination") or "") for one in found.attrs.get("Mounts") or []]
        fail("nothing-mounted", seen=[*mount_options(found)] or None, near_mount=near_path(at, mounts), **values)
    values["seen"] = mount_option(mount)
    kind = mount.get("Type")
    if kind == "tmpfs":
        fail("tmpfs-mounted", **values)
    if wanted.volume is not None:
        if kind != "volume":
            fail("no-volume", volume=wanted.volume, **values)
        if mount.get("Name") != wanted.volume:
            fail("other-volume", volume=wanted.volume, **values)
    elif kind != "bind":
        fail("no-directory-mounted", **values)
    elif not _is_same(host, str(mount.get("Source") or ""), source):
        fail("other-directory-mounted", **values)
    if wanted.read_only is False and mount.get("RW") is False:
        fail("read-only-mount", **values)
    if wanted.read_only and mount.get("RW") is not False:
        fail("writable-mount", **values)


def _is_same(host: Host, one: str, other: str) -> bool:
    """Whether two paths of the host are the same, symbolic links resolved."""
    return one == other or _resolved(host, one) == _resolved(host, other)


def _resolved(host: Host, path: str) -> str:
    return host.run("readlink -f -- %s", path).stdout.strip() or path


def _must_publish(found: Container, wanted: WantedPort) -> None:
    if any(port == wanted.host for _, port in host_ports(found, wanted.container)):
        return
    seen: list[JsonValue] = [*port_options(found)]
    expected, name = f"-p {wanted.host}:{wanted.container}", found.name
    if seen == ["--network host"]:
        fail("host-network", seen=seen, expected=expected, name=name)
    if not seen:
        fail("nothing-published", expected=expected, name=name)
    fail("not-published", seen=seen, expected=expected, name=name)


def _must_have(found: Container, wanted: Mapping[str, str | None]) -> list[JsonValue]:
    """The variables whose values cannot be compared, because they are secret, if all others are right."""
    if not wanted:
        return []
    has = environment(found)
    lacking = [name for name in wanted if name not in has]
    if lacking:
        near = near_miss(lacking[0], has, others=set(wanted))
        fail("variables-not-set", expected=[*lacking], name=found.name, near_variable=near)
    other = [name for name, value in wanted.items() if value is not None and has[name] != value]
    hidden = [name for name in other if STAND_IN.search(has[name])]
    wrong = [name for name in other if name not in hidden]
    if wrong:
        seen, expected = ([f"{one}={values[one]}" for one in wrong] for values in (has, wanted))
        fail("other-values", seen=[*seen], expected=[*expected], name=found.name)
    return [*hidden]
