"""The containers of student hosts: start, list, wait for and remove them.

They are disposable machines for trusted scripts, not a sandbox: with what systemd and a nested Docker Engine need, a
script can reach the devices of the real machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from grader.errors import LabError
from grader.lab.docker_cli import docker, run_docker

PREFIX = "grader-lab-"

# What systemd and a nested Engine need. It is less than --privileged, which fails where the machine itself lacks a
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
    # An Engine cannot mount an overlay on top of its host's overlay.
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
    """A student host's container: its labels and, while it runs, its port for ssh."""

    container: str
    name: str
    """The name of the student host."""
    suite: str
    engine: bool
    """Whether Docker is installed on it."""
    port: int
    """The port on the loopback; 0 while it does not run."""


# The freezers of cgroup versions 1 and 2.
_THAW = (
    "find /sys/fs/cgroup -name freezer.state -exec sh -c 'echo THAWED >\"$0\"' {} ';' ; "
    "find /sys/fs/cgroup -name cgroup.freeze -exec sh -c 'echo 0 >\"$0\"' {} ';'"
)


def states() -> list[ContainerState]:
    """The containers of all student hosts, running or not, sorted by name."""
    lines = docker("ps", "--all", "--filter", "label=grader.lab.name", "--format", _FORMAT).splitlines()
    return sorted((_parsed(line) for line in lines), key=lambda one: one.name)


def start(name: str, tag: str, *, suite: str, engine: bool, public_key: str, mounts: Sequence[str]) -> None:
    """Start the container of a student host from the image `tag`.

    Args:
        name: the name of the student host.
        tag: the image.
        suite: the Debian suite of the image, for its label.
        engine: whether Docker is installed in the image, for its label.
        public_key: the ssh key that may log in.
        mounts: volumes as `docker run --volume` takes them.

    Raises:
        LabError: it cannot be started.
    """
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
    """Wait until the host is up, at most so many seconds; returns its ssh host key.

    Raises:
        LabError: it is not up in time; the error quotes the end of its log.
    """
    answer = run_docker(
        *("exec", container, "timeout", str(seconds), "/usr/local/lib/grader-lab/ready"), timeout=seconds + 30
    )
    if answer.rc:
        raise LabError(
            "The student host {name} did not start within {seconds} s. Its log ends with:\n{log}",
            next_step="Free some memory or processor time, then try again.",
            name=container,
            seconds=seconds,
            log=_end_of_log(container) or answer.err,
        )
    return " ".join(answer.out.split()[:2])


def remove(container: str) -> bool:
    """Remove a container with its volumes; returns whether there was one.

    Raises:
        LabError: it cannot be removed.
    """
    # A paused container of the student's holds its processes, which cannot be killed before they run again.
    run_docker("exec", container, "sh", "-c", _THAW)
    answer = run_docker("rm", "--force", "--volumes", container)
    if answer.rc and "No such container" not in answer.err:
        docker("rm", "--force", "--volumes", container)
    return answer.rc == 0 and "No such container" not in answer.err


def _parsed(line: str) -> ContainerState:
    container, name, suite, engine, ports = line.split("\t")
    port = _SSH_PORT.search(ports)
    return ContainerState(container, name, suite, engine == "1", int(port[1]) if port else 0)


def _end_of_log(container: str) -> str:
    log = run_docker("logs", "--tail", "15", container).out
    units = run_docker("exec", container, "systemctl", "--no-legend", "--failed").out
    return _TERMINAL_CODES.sub("", log + units).strip()
