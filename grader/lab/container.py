"""The containers of student hosts: start, list, wait for and remove them.

They are disposable machines for trusted scripts, not a sandbox: with what systemd and a nested Docker Engine need, a
script can reach the devices of the real machine.
"""

from __future__ import annotations

import json
import re
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
    *(f"--cap-add={capability}" for capability in _CAPABILITIES),
)
_FORMAT = "\t".join(
    (
        "{{.Names}}",
        *(f'{{{{.Label "grader.lab.{key}"}}}}' for key in ("name", "suite", "engine")),
        "{{.Ports}}",
    )
)
_IMAGES, _MOUNTS, _KIND = "grader.lab.images", "grader.lab.mounts", "grader.lab.kind"
_SSH = "/etc/ssh"
_HOST_KEY = ("ssh_host_ed25519_key", "ssh_host_ed25519_key.pub")
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


class Start(NamedTuple):
    """What a student host starts with."""

    suite: str
    """Its Debian suite."""
    engine: bool
    """Whether Docker is installed."""
    images: tuple[str, ...]
    """The images that its Engine has."""
    mounts: tuple[str, ...] = ()
    """Volumes as `docker run --volume` takes them."""
    kind: str = "docker"
    """Which Engine, one of `host_image.ENGINES`."""


class Identity(NamedTuple):
    """What its users know of a student host, and what a reset therefore keeps."""

    port: int = 0
    """The port for ssh on the loopback; 0 for any."""
    host_key: tuple[str, ...] = ()
    """Tar archives with the two files of its ssh host key; empty for a new one."""


def start(name: str, tag: str, start_: Start, *, public_key: str, identity: Identity) -> None:
    """Start the container of a student host from the image `tag`, which must suit `start_`.

    Args:
        name: the name of the student host.
        tag: the image.
        start_: what it starts with; kept in labels, so that a reset finds it.
        public_key: the ssh key that may log in.
        identity: the port and the host key that it gets.

    Raises:
        LabError: it cannot be started.
    """
    labels = {
        "grader.lab": "1",
        "grader.lab.name": name,
        "grader.lab.suite": start_.suite,
        "grader.lab.engine": int(start_.engine),
        _IMAGES: json.dumps(start_.images),
        _MOUNTS: json.dumps(start_.mounts),
        _KIND: start_.kind,
    }
    docker(
        *(("create",) if identity.host_key else ("run", "--detach")),
        *("--name", PREFIX + name, "--hostname", name, *_OPTIONS),
        f"--publish=127.0.0.1:{identity.port or ''}:22",
        *(f"--label={key}={value}" for key, value in labels.items()),
        *(f"--volume={mount}" for mount in start_.mounts),
        *(tag, public_key),
    )
    if identity.host_key:
        for archive in identity.host_key:
            docker("cp", "-", f"{PREFIX}{name}:{_SSH}", stdin=archive.encode())
        docker("start", PREFIX + name)


def start_of(state: ContainerState) -> Start:
    """What a student host started with."""
    labels = json.loads(docker("inspect", "--format", "{{json .Config.Labels}}", state.container))
    images, mounts = (tuple(json.loads(labels.get(label, "[]"))) for label in (_IMAGES, _MOUNTS))
    return Start(state.suite, state.engine, images, mounts, labels.get(_KIND, "docker"))


def identity_of(state: ContainerState) -> Identity:
    """The port and the host key of a student host."""
    files = [run_docker("cp", f"{state.container}:{_SSH}/{name}", "-") for name in _HOST_KEY]
    return Identity(state.port, () if any(one.rc for one in files) else tuple(one.out for one in files))


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
