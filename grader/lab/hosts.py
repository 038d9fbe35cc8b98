"""The lab's student hosts: disposable containers with systemd, sshd, a user `student` and their own Docker Engine."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import LabError
from grader.hosts.address import Address
from grader.lab import container, exercise_images, host_image, script, ssh, state
from grader.lab.exercise_images import SMALL, WORDPRESS
from grader.lab.host_image import suite_with
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
    "reset",
    "run_script",
    "suite_with",
    "up",
]

# About ten times what a boot takes, for a machine that starts a whole class at once.
_BOOT_SECONDS = 90
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


@dataclass(frozen=True)
class LabHost:
    """A student host of the lab. `port` is its ssh port on the loopback, 0 while it does not run."""

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
    kind: str = "docker",
    images: Sequence[str] = SMALL,
    progress: Progress = _silent,
    mounts: Sequence[str] = (),
) -> LabHost:
    """Start a student host and return it when it is ready to use.

    Args:
        name: its name; a stopped host of the same name is replaced.
        suite: its Debian suite, one of `host_image.SUITES`.
        engine: whether Docker is installed. If not, its packages are in apt's cache, and the images in /opt/lab/images
            are loaded when the Engine first starts.
        kind: which Engine is installed, one of `host_image.ENGINES`.
        images: the images that its Engine has.
        progress: called with a line of text for each step.
        mounts: volumes as `docker run --volume` takes them.

    Raises:
        LabError: the name, the suite or the Engine is not valid, a host of this name is up, or it cannot be started.
    """
    _validate(name)
    host_image.validate(suite, kind)
    start = container.Start(suite, engine, tuple(images), tuple(mounts), kind)
    tag = _image(start, progress)
    with state.locked(f"host-{name}"):
        _remove_stopped(name)
        return _started(name, tag, start, container.Identity(), progress)


def reset(
    name: str, *, engine: bool | None = None, images: Sequence[str] | None = None, progress: Progress = _silent
) -> LabHost:
    """Put a student host back to its start, and return it when it is ready to use.

    Its container is replaced: nothing of the old one is left, whatever was done as root. Its name, its ssh port and its
    host key stay the same.

    Args:
        name: its name; the host may have stopped.
        engine: whether Docker is installed; by default as when it was started.
        images: the images that its Engine has; by default those that it was started with.
        progress: called with a line of text for each step.

    Raises:
        LabError: there is no such host, or it cannot be started again; then it is gone.
    """
    with state.locked(f"host-{name}"):
        old = next((one for one in container.states() if one.name == name), None)
        if old is None:
            raise _unknown(name)
        start, identity = container.start_of(old), container.identity_of(old)
        start = start._replace(
            engine=start.engine if engine is None else engine, images=start.images if images is None else tuple(images)
        )
        tag = _image(start, progress)
        container.remove(old.container)
        return _started(name, tag, start, identity, progress)


def _image(start: container.Start, progress: Progress) -> str:
    """The tag of the host's image, which is built if it is missing, as are the images for its Engine."""
    suite = start.suite
    tag = host_image.engine(suite, start.kind, progress) if start.engine else host_image.bare(suite, progress)
    for one in start.images:
        exercise_images.ensure(one, progress)
    return tag


def _started(name: str, tag: str, start: container.Start, identity: container.Identity, progress: Progress) -> LabHost:
    progress(f"starting {name}")
    key = ssh.public_key()
    try:
        container.start(name, tag, start, public_key=key, identity=identity)
        return _ready(name, start.images, progress)
    except BaseException:
        container.remove(container.PREFIX + name)
        raise


def prepare(suite: str, kind: str = "docker") -> None:
    """Build the image for hosts of this suite with this Engine in advance."""
    host_image.engine(suite, kind, _silent)


def down(name: str) -> None:
    """Remove a student host with everything on it.

    Raises:
        LabError: there is no such host.
    """
    existed = container.remove(container.PREFIX + name)
    if not ssh.drop(name) and not existed:
        raise _unknown(name)


def listing() -> list[LabHost]:
    """The student hosts on this machine's Docker Engine, sorted by name."""
    return [
        LabHost(one.name, one.container, one.port, one.suite, one.engine, ssh.config_path())
        for one in container.states()
    ]


def find(name: str) -> LabHost:
    """The student host of this name.

    Raises:
        LabError: there is none.
    """
    for host in listing():
        if host.name == name:
            return host
    raise _unknown(name)


def load(host: LabHost, images: Sequence[str], *, progress: Progress = _silent) -> None:
    """Load more images into a host, as if it had pulled them."""
    exercise_images.load(host.container, images, progress)


def run_script(host: LabHost, script_: Path | str, *, user: str = "student", timeout: float) -> Completed:
    """Run a bash script (a local file, or its text) on the host, as after a login of the user.

    Raises:
        LabError: it did not end within `timeout` seconds.
    """
    return script.run(host.container, script_, user=user, timeout=timeout)


def _validate(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise LabError(
            "“{name}” cannot be the name of a student host.",
            next_step="Use lower-case letters, digits and hyphens, at most 41 characters.",
            name=name,
        )


def _remove_stopped(name: str) -> None:
    """Remove the host of this name if it has stopped; one that runs is in use."""
    for host in listing():
        if host.name == name and host.port:
            raise LabError(
                "The student host {name} is already up.",
                next_step="Use it, or stop it first: grader lab down {name}",
                name=name,
            )
        if host.name == name:
            container.remove(host.container)


def _ready(name: str, images: Sequence[str], progress: Progress) -> LabHost:
    deadline = time.monotonic() + _BOOT_SECONDS
    host_key = container.wait(container.PREFIX + name, _BOOT_SECONDS)
    host = find(name)
    load(host, images, progress=progress)
    ssh.wait_for_banner(host.port, deadline)
    ssh.add(name, ssh.HostBlock(host.port, host_key))
    return host


def _unknown(name: str) -> LabError:
    return LabError("There is no student host {name}.", next_step="List them: grader lab list", name=name)
