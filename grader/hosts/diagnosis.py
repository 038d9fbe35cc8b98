"""What a check needs of a host and of the way to it. Nothing is changed by looking."""

from __future__ import annotations

import contextlib
import json
import platform
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from grader import __version__
from grader.errors import GraderError
from grader.hosts import handshake, ssh, sshconfig
from grader.hosts.address import Address, HostOptions, address
from grader.hosts.base import Command, EngineRequest, Host, HostFacts
from grader.hosts.open import open_host
from grader.message import Message

LEAST_FREE = 1_000_000_000
"""The least free space where Docker keeps its data, in bytes."""

LARGEST_OFFSET = 30
"""The largest difference between the clocks of host and grader, in seconds: less may be the way to the host."""

_DOCKER_ROOT = "/var/lib/docker"
_DF = re.compile(r"^\S.*?\s+\d+\s+\d+\s+(\d+)\s+\d+%\s+(/.*)$", re.MULTILINE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One need: what was seen, and what to do if it is not met."""

    topic: Message
    seen: Message
    fix: Message | None = None
    met: bool | None = True
    """Whether the need is met; None if that could not be determined."""


def diagnose(url: str, options: HostOptions, *, account: str = "") -> Iterator[Requirement]:
    """Look for each need in turn; a host that cannot be reached is the last one.

    Raises:
        UsageError: the URL is not that of a live host.
    """
    at = address(url)
    yield _python()
    try:
        host = open_host(url, options, account=account)
    except GraderError as error:
        if at.scheme == "ssh" and shutil.which("ssh") is None:
            yield _failure(Message("SSH"), error)
            return
        raise
    with contextlib.closing(host):
        try:
            facts = host.facts
        except GraderError as error:
            if at.scheme == "ssh":
                yield _key(at, options)
            yield _failure(Message("Login"), error)
            return
        if at.scheme == "ssh":
            yield _key(at, options, logged_in=True)
        if at.scheme != "local":
            yield Requirement(Message("Login"), Message("{user} on {host}", user=facts.user, host=at.url))
        yield from _docker(host, facts)
        yield _clock(host, facts, here=at.scheme == "local")


def _python() -> Requirement:
    version = Message("{python}; {grader}", python=platform.python_version(), grader=f"grader {__version__}")
    return Requirement(Message("Python"), version)


def _key(at: Address, options: HostOptions, *, logged_in: bool = False) -> Requirement:
    """The keys that ssh offers to the host."""
    files = sshconfig.identity_files(ssh.arguments(at, options))
    held = sshconfig.agent_keys()
    topic = Message("SSH key")
    if files:
        return Requirement(topic, Message("{files}", files=", ".join(files)))
    if held:
        return Requirement(topic, Message("{n} key in the agent", plural="{n} keys in the agent", n=held))
    if logged_in:
        return Requirement(topic, Message("none is needed"))
    return Requirement(
        topic,
        Message("neither a file nor the agent has one."),
        Message("Make one and copy it there: ssh-keygen -t ed25519; ssh-copy-id {login}", login=at.login),
        met=False,
    )


def _docker(host: Host, facts: HostFacts) -> Iterator[Requirement]:
    yield _command(host, facts)
    yield _context(facts)
    access = _access(facts) if facts.sockets or facts.closed else None
    if access is not None:
        yield access
    try:
        version = _asked(host, "/version")
    except GraderError as error:
        if access is not None and access.met is False and not facts.endpoint:
            yield Requirement(Message("Engine"), Message("cannot be asked without access."), met=None)
        else:
            yield _failure(Message("Engine"), error)
    else:
        said = {name: version.get(name, "?") for name in ("Version", "ApiVersion")}
        yield Requirement(Message("Engine"), Message("{Version} answers, API {ApiVersion}", **said))
        if not facts.engine_elsewhere:
            yield from _disk(host, facts)


def _command(host: Host, facts: HostFacts) -> Requirement:
    topic = Message("docker")
    if not facts.cli:
        step = Message("Install it: grader show ex01")
        return Requirement(topic, Message("the docker command is not installed."), step, met=False)
    said = _run(host, facts, "docker --version")
    version = re.search(r"version ([\w.+~-]+)", said)
    if not said:
        step = Message("To see why, run: docker --version")
        return Requirement(topic, Message("the docker command does not work."), step, met=False)
    return Requirement(topic, Message("{version}", version=version[1] if version else said[:60]))


def _context(facts: HostFacts) -> Requirement:
    topic = Message("Context")
    if facts.engine_elsewhere:
        return Requirement(
            topic,
            Message("docker asks the Engine at {endpoint}, not this machine's.", endpoint=facts.engine_elsewhere),
            Message("Run: unset DOCKER_HOST DOCKER_CONTEXT; docker context use default"),
            met=False,
        )
    return Requirement(topic, Message("{endpoint}", endpoint=facts.endpoint) if facts.endpoint else Message("default"))


def _access(facts: HostFacts) -> Requirement:
    topic, name = Message("Access"), facts.graded.name
    if facts.graded.uid == 0:
        return Requirement(topic, Message("root may use every Engine"))
    if facts.sockets:
        return Requirement(topic, Message("{name} may use {socket}", name=name, socket=facts.sockets[0]))
    if facts.in_docker_group:
        return Requirement(
            topic,
            Message("{name} is in the group “docker”, but has not logged in again since joining it.", name=name),
            Message("Log out and in again. In this terminal only: newgrp docker"),
            met=False,
        )
    return Requirement(
        topic,
        Message("{name} is not in the group “docker”.", name=name),
        Message("Join it, then log out and in again: sudo usermod -aG docker {name}", name=shlex.quote(name)),
        met=False,
    )


def _disk(host: Host, facts: HostFacts) -> Iterator[Requirement]:
    """The free space where Docker keeps its data; nothing if `df` cannot tell."""
    root = _DOCKER_ROOT
    with contextlib.suppress(GraderError):
        root = str(_asked(host, "/info").get("DockerRootDir") or root)
    found = _DF.search(_run(host, facts, f"df -Pk {shlex.quote(root)}"))
    if found is None:
        return
    free = int(found[1]) * 1024
    seen = Message("{free} GB free at {path}", free=f"{free / 1e9:.1f}", path=root)
    if free >= LEAST_FREE:
        yield Requirement(Message("Disk"), seen)
    else:
        fix = Message("Free some. To see what Docker uses, run: docker system df")
        yield Requirement(Message("Disk"), seen, fix, met=False)


def _clock(host: Host, facts: HostFacts, *, here: bool) -> Requirement:
    topic, fix = Message("Clock"), Message("Set it by the network: sudo timedatectl set-ntp true")
    time = f"{datetime.fromtimestamp(facts.clock, UTC):%Y-%m-%d %H:%M} UTC" if facts.clock else "?"
    if here:
        by_network = _run(host, facts, "timedatectl show --property=NTPSynchronized --value")
        if by_network == "yes":
            return Requirement(topic, Message("{time}, set by the network", time=time))
        step = fix if by_network == "no" else None
        return Requirement(topic, Message("{time}; compare it with a watch", time=time), step, met=None)
    if facts.clock_offset is None:
        return Requirement(topic, Message("the host did not report its time."), met=None)
    seconds = round(abs(facts.clock_offset))
    if seconds <= LARGEST_OFFSET:
        return Requirement(topic, Message("{time}, as on this machine", time=time))
    if facts.clock_offset > 0:
        seen = Message("{time}: {seconds} s ahead of this machine's.", time=time, seconds=seconds)
    else:
        seen = Message("{time}: {seconds} s behind this machine's.", time=time, seconds=seconds)
    return Requirement(topic, seen, fix, met=False)


def _asked(host: Host, target: str) -> dict[str, Any]:
    """The Engine's answer; empty if it is not what an Engine answers."""
    answer = host.ask(EngineRequest("GET", target, seconds=10))
    with contextlib.suppress(ValueError):
        said = json.loads(answer.body)
        return said if isinstance(said, dict) else {}
    return {}


def _run(host: Host, facts: HostFacts, text: str) -> str:
    """What a command prints for the graded account; empty if it cannot be asked."""
    with contextlib.suppress(GraderError):
        command = Command(handshake.as_account(facts, f"{text} 2>/dev/null"), seconds=10, limit=10_000)
        return host.run(command).out.decode("utf-8", "replace").strip()
    return ""


def _failure(topic: Message, error: GraderError) -> Requirement:
    return Requirement(topic, error.problem_message, error.next_step_message, met=False)
