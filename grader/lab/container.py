"""Student hosts as the machine's engine sees them: starting, recognising, awaiting and removing containers.

They are disposable machines for scripts that one trusts, no prison: what systemd and a nested engine need is
enough to reach the machine's own devices.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from grader.errors import LabError
from grader.lab.engine import attempt, docker

PREFIX = "grader-lab-"

# What systemd and a nested engine need. Less than --privileged, which fails where the machine itself lacks a
# capability ("unable to apply caps").
_CAPABILITIES = (
    *(
        "SYS_ADMIN",
        "NET_ADMIN",
        "SYS_PTRACE",
        "SYS_MODULE",
        "SYS_CHROOT",
        "MKNOD",
        "AUDIT_WRITE",
        "AUDIT_CONTROL",
    ),
    *("DAC_READ_SEARCH", "LINUX_IMMUTABLE", "IPC_LOCK", "SYS_NICE", "NET_RAW", "SYS_TIME", "SYSLOG"),
)
_OPTIONS = (
    *("--tty", "--cgroupns=private", "--env=container=docker", "--device-cgroup-rule=a *:* rwm"),
    *("--security-opt=seccomp=unconfined", "--security-opt=apparmor=unconfined"),
    *("--security-opt=systempaths=unconfined", "--tmpfs=/run", "--tmpfs=/run/lock"),
    # An engine cannot lay an overlay over its host's own overlay.
    *("--volume=/var/lib/docker", "--volume=/var/lib/containerd"),
    "--publish=127.0.0.1::22",
    *(f"--cap-add={capability}" for capability in _CAPABILITIES),
)
_FORMAT = "\t".join(
    (
        "{{.Names}}",
        *(f'{{{{.Label "grader.lab.{key}"}}}}' for key in ("name", "suite", "engine")),
        "{{.Ports}}",
    )
)
_SSH_PORT = re.compile(r":(\d+)->22/tcp")
_TERMINAL_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class ContainerState(NamedTuple):
    """A student host's container."""

    container: str
    name: str
    suite: str
    engine: bool
    port: int


def found() -> list[ContainerState]:
    """All of them, running or not (then with port 0), by name."""
    lines = docker("ps", "--all", "--filter", "label=grader.lab.name", "--format", _FORMAT).splitlines()
    return sorted((_parsed(line) for line in lines), key=lambda one: one.name)


def start(name: str, tag: str, *, suite: str, engine: bool, public_key: str, mounts: Sequence[str]) -> None:
    """Start the container of a student host."""
    labels = {
        "grader.lab": "1",
        "grader.lab.name": name,
        "grader.lab.suite": suite,
        "grader.lab.engine": int(engine),
    }
    docker(
        *("run", "--detach", "--name", PREFIX + name, "--hostname", name, *_OPTIONS),
        *(f"--label={key}={value}" for key, value in labels.items()),
        *(f"--volume={mount}" for mount in mounts),
        *(tag, public_key),
    )


def wait(container: str, seconds: int) -> str:
    """Return the host's ssh host key once it is up; LabError with its last words when it is not in time."""
    answer = attempt(
        *("exec", container, "timeout", str(seconds), "/usr/local/lib/grader-lab/ready"), timeout=seconds + 30
    )
    if answer.rc:
        raise LabError(
            f"{container} did not come up within {seconds} seconds:\n{_last_words(container) or answer.err}",
            next_step="free some memory or processors and try again; the lines above are the host's own",
        )
    return " ".join(answer.out.split()[:2])


def remove(container: str) -> bool:
    """Remove a container with its volumes; False when there was none."""
    answer = attempt("rm", "--force", "--volumes", container)
    if answer.rc and "No such container" not in answer.err:
        docker("rm", "--force", "--volumes", container)
    return answer.rc == 0 and "No such container" not in answer.err


def _parsed(line: str) -> ContainerState:
    container, name, suite, engine, ports = line.split("\t")
    port = _SSH_PORT.search(ports)
    return ContainerState(container, name, suite, engine == "1", int(port[1]) if port else 0)


def _last_words(container: str) -> str:
    log = attempt("logs", "--tail", "15", container).out
    units = attempt("exec", container, "systemctl", "--no-legend", "--failed").out
    return _TERMINAL_CODES.sub("", log + units).strip()
