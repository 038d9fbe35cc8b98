"""Disposable student hosts: containers with systemd, sshd, a user `student` and their own Docker Engine."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import LabError
from grader.hosts.address import Address
from grader.lab import container, image, script, ssh, state
from grader.lab import images as stock
from grader.lab.images import SMALL, WORDPRESS
from grader.lab.recipe import Progress
from grader.lab.script import Completed

__all__ = [
    "SMALL",
    "WORDPRESS",
    "Completed",
    "LabHost",
    "down",
    "find",
    "listing",
    "load",
    "prepare",
    "run_script",
    "suite_with",
    "up",
]

# About ten times what a boot takes here; long enough for a machine that starts a whole class at once.
_BOOT_SECONDS = 90
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


@dataclass(frozen=True)
class LabHost:
    """A student host of the lab. Its port is 0 while it does not run."""

    name: str
    container: str
    port: int
    suite: str
    engine: bool
    ssh_config: Path

    @property
    def url(self) -> str:
        """What to pass as `--host`, together with `ssh_config` as `--ssh-config`."""
        return Address("ssh", self.name).url


def _silent(_line: str) -> None:
    pass


def up(
    name: str,
    *,
    suite: str = "bookworm",
    engine: bool = True,
    images: Sequence[str] = SMALL,
    progress: Progress = _silent,
    mounts: Sequence[str] = (),
) -> LabHost:
    """Start a student host and return when it can be used.

    Without `engine` Docker is not installed, but its packages wait in apt's cache and the images in
    /opt/lab/images for the engine's first start. `mounts` are volumes as `docker run --volume` takes them.
    """
    _validate(name, suite)
    tag = image.engine(suite, progress) if engine else image.bare(suite, progress)
    for one in images:
        stock.ensure(one, progress)
    key = ssh.public_key()
    with state.locked(f"host-{name}"):
        _make_room(name)
        progress(f"starting {name}")
        try:
            container.start(name, tag, suite=suite, engine=engine, public_key=key, mounts=mounts)
            return _made_usable(name, images, progress)
        except BaseException:
            container.remove(container.PREFIX + name)
            raise


def prepare(suite: str) -> None:
    """Build the image of this suite's hosts, which the first one waits for otherwise."""
    image.engine(suite, _silent)


def suite_with(docker: int) -> str:
    """The oldest suite whose Docker has at least this major version, or the newest where none has."""
    return next((one for one, has in image.SUITES.items() if has >= docker), list(image.SUITES)[-1])


def down(name: str) -> None:
    """Remove a student host with everything on it."""
    existed = container.remove(container.PREFIX + name)
    if not ssh.drop(name) and not existed:
        raise _unknown(name)


def listing() -> list[LabHost]:
    """The student hosts of this machine's engine, by name."""
    return [
        LabHost(one.name, one.container, one.port, one.suite, one.engine, ssh.config_path())
        for one in container.found()
    ]


def find(name: str) -> LabHost:
    """The student host of this name."""
    for host in listing():
        if host.name == name:
            return host
    raise _unknown(name)


def load(host: LabHost, images: Sequence[str], *, progress: Progress = _silent) -> None:
    """Give more images to a host, as if it had pulled them."""
    stock.load(host.container, images, progress)


def run_script(host: LabHost, script_: Path | str, *, user: str = "student", timeout: float) -> Completed:
    """Run a bash script (a file of this machine, or its text) on the host, as after a login of that user."""
    return script.run(host.container, script_, user=user, timeout=timeout)


def _validate(name: str, suite: str) -> None:
    if not _NAME.fullmatch(name):
        raise LabError(
            f"{name!r} cannot name a student host",
            next_step="use small letters, digits and hyphens, 41 at most",
        )
    if suite not in image.SUITES:
        raise LabError(f"no student host can be made from {suite!r}", next_step=f"choose {' or '.join(image.SUITES)}")


def _make_room(name: str) -> None:
    """A host of this name that has stopped makes way; one that runs is somebody's work."""
    for host in listing():
        if host.name == name and host.port:
            raise LabError(f"student host {name} is already up", next_step=f"use it, or `grader lab down {name}` first")
        if host.name == name:
            container.remove(host.container)


def _made_usable(name: str, images: Sequence[str], progress: Progress) -> LabHost:
    deadline = time.monotonic() + _BOOT_SECONDS
    host_key = container.wait(container.PREFIX + name, _BOOT_SECONDS)
    host = find(name)
    load(host, images, progress=progress)
    ssh.wait_for_banner(host.port, deadline)
    ssh.add(name, ssh.HostBlock(host.port, host_key))
    return host


def _unknown(name: str) -> LabError:
    return LabError(f"there is no student host {name}", next_step="see `grader lab list`")
