"""Files and containers that a check creates on the student's host for a moment.

They are removed however the check ends, even if the grader is killed or the connection is lost. A check gets a `Probe`
as the fixture `probe`.
"""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import docker
from docker.errors import APIError, NotFound
from docker.models.containers import Container

from grader.checks.commandline import docker_command
from grader.checks.execution import is_of_program
from grader.checks.foldertimes import FolderTimes
from grader.checks.session import Session
from grader.errors import EngineFailed, HostError, NotInEvidence

_LIMITS: dict[str, Any] = {
    "mem_limit": "64m",
    "pids_limit": 32,
    "cap_drop": ["ALL"],
    # Without this, root could not run a program that only its owner may execute.
    "cap_add": ["DAC_OVERRIDE"],
    "security_opt": ["no-new-privileges"],
    "log_config": {"type": "json-file", "config": {"max-size": "1m"}},
}

_REMOVALS = 3
_REMOVAL_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Trial:
    """How a container of the probe ended.

    Attributes:
        rc: Its exit code; None if it did not end in time or never started.
        out: Its output, stdout and stderr together: the last 200 lines, at most 20,000 characters.
        error: Why it did not start, in the Engine's words; empty if it started.
    """

    rc: int | None
    out: str
    error: str = ""


class Probe:
    """Creates things for a moment. Every method raises what `Session.run` and `Session.ask` raise."""

    def __init__(self, session: Session, client: docker.DockerClient) -> None:
        self._session = session
        self._client = client
        self._made = 0
        self._undos: list[str] = []

    def name(self) -> str:
        """A name for a file or container that nothing else on the host has. A regrade gets the same one.

        Returns:
            A name such as `grader-4f2a91c0-1`.

        Example:
            back = probe.name()
        """
        self._made += 1
        return f"grader-{self._session.facts.attempt}-{self._made}"

    @contextlib.contextmanager
    def file(self, folder: str, *, also: Sequence[str] = ()) -> Iterator[str | None]:
        """Create an empty file in a folder of the host, for the duration of a `with` block.

        After the block the file is removed and the folder's modification time is restored.

        Args:
            folder: The folder on the host.
            also: Names of other files in the folder to remove afterwards, which the check has something else create.

        Yields:
            The file's name; None if the graded account may not write to the folder.

        Example:
            with probe.file(f"{home}/bm1") as name:
                if name and containers.inside("os3", "ls", f"/tmp/mount/{name}").rc != 0:
                    fail("not-shared")
        """
        name = self.name()
        where, *paths = (shlex.quote(path) for path in (folder, *(f"{folder}/{one}" for one in (name, *also))))
        times = FolderTimes(where, shlex.quote(f"/dev/shm/{name}"))  # noqa: S108  memory, whose times nobody reads
        changed, *unclear = [""]
        with contextlib.suppress(NotInEvidence):  # older evidence has no such question
            changed, *unclear = self._session.run(times.look).out.decode("utf-8", "replace").split("\n")[:-1] or [""]
            if not changed:
                self._session.run(f"stat -- {where}")  # a host that lacks it could not restore the time
        undo = "; ".join([f"rm -f -- {' '.join(paths)}", *([times.restore(changed)] if changed else [])])
        self._register(undo)
        created = True  # as far as is known, should the next line not come to its end
        try:
            if unclear:
                self._session.run(times.keep)
            created = self._session.run(f"stat -c %y {where}; set -C; : > {paths[0]}").rc == 0
            yield name if created else None
        finally:
            # What was there before is not removed.
            self._undo(undo, now=undo if created else f"rm -f {times.reference}")

    def _undo(self, undo: str, *, now: str = "") -> None:
        """Undo a change, by its registered command or another one. If that fails, the host does it at the end."""
        with contextlib.suppress(HostError, NotInEvidence), self._session.cleaning_up():
            self._session.run(now or undo)
            self._unregister(undo)

    @contextlib.contextmanager
    def undone_if_interrupted(self, undo: str) -> Iterator[None]:
        """Have the host run a command if the grader disappears within a `with` block.

        Args:
            undo: A shell command, run as the graded account. It is also run if the block ends with an error, a time
                limit or a verdict. If the block comes to its end, it is not run: clean up there.

        Example:
            with probe.undone_if_interrupted("rm -f /tmp/mark"):
                session.run("touch /tmp/mark")
                look()
                session.run("rm -f /tmp/mark")
        """
        self._register(undo)
        try:
            yield
        except BaseException:
            self._undo(undo)
            raise
        self._unregister(undo)

    def _register(self, undo: str) -> None:
        self._undos.append(undo)
        self._session.on_exit("; ".join(self._undos))

    def _unregister(self, undo: str) -> None:
        self._undos.remove(undo)
        self._session.on_exit("; ".join(self._undos))

    @contextlib.contextmanager
    def container(self, image: str) -> Iterator[Container]:
        """Create a container of an image for the duration of a `with` block, and never start it.

        Args:
            image: The image's name or id.

        Yields:
            docker-py's `Container`. It has no network, and nothing of the host is mounted.

        Raises:
            EngineFailed: The Engine could not create it.

        Example:
            with probe.container("myweb:v1") as container:
                page = file_in(session, container, "/usr/local/apache2/htdocs/index.html")
        """
        name = self.name()
        undo = docker_command(self._session, "rm", "-f", "-v", name)
        self._register(undo)
        ended = False
        try:
            # Any command will do; an image without one would be refused.
            made = self._client.containers.create(image, ["-"], name=name, network_disabled=True)
            ended = True
            yield made
        except APIError as error:
            if ended or isinstance(error, NotFound):
                raise
            raise EngineFailed(
                "The Docker Engine could not create a container of the image {image} ({said}).",
                next_step="Look for the reason on the host: free disk space, free inodes, the Engine's log. "
                "Then try again.",
                image=image,
                said=str(error.explanation or error)[:300],
            ) from error
        finally:
            with contextlib.suppress(HostError, NotInEvidence), self._session.cleaning_up():
                if self._removed(name) and ended:
                    self._unregister(undo)

    def run(self, image: str, *, seconds: float = 10.0) -> Trial:
        """Run a container of an image with the image's own command, and remove it.

        The container has no network, 64 MB of memory, 32 processes and almost no capabilities.

        Args:
            image: The image's name or id.
            seconds: For how long it may run, multiplied by `patience`.

        Returns:
            Its exit code and output, or why it did not start.

        Raises:
            HostTimeout: The check's time limit, 20 s by default, is reached first; see `@pytest.mark.limit`.
            EngineFailed: The Engine could not run it for a reason of its own, or somebody removed it meanwhile.

        Example:
            trial = probe.run("hello-static")
            if trial.rc != 0:
                fail("exit-code", seen=trial.rc, expected=0)
        """
        name = self.name()
        undo = docker_command(self._session, "rm", "-f", "-v", name)
        self._register(undo)
        ended = False
        try:
            # Rootless engines without delegated controllers, and other log drivers, refuse some limits: some of them
            # when the container is made, some when it starts. Without limits it fails for the image's own reasons only.
            trial = self._trial(image, name, _LIMITS, seconds)
            if trial.error and self._removed(name):
                trial = self._trial(image, name, {}, seconds, last=True)
            ended = True
            return trial
        finally:
            # One that cannot be removed now does not change the result; the host removes it at the end. An Engine that
            # did not answer in time may make it yet.
            with contextlib.suppress(HostError, NotInEvidence), self._session.cleaning_up():
                if self._removed(name) and ended:
                    self._unregister(undo)

    def _trial(self, image: str, name: str, limits: Mapping[str, Any], seconds: float, *, last: bool = False) -> Trial:
        try:
            container = self._client.containers.create(image, name=name, network_disabled=True, **limits)
            container.start()
        except APIError as error:
            said = str(error.explanation or error)
            if last and ((error.status_code or 0) >= 500 or error.status_code == 409) and not is_of_program(said):
                raise EngineFailed(
                    "The Docker Engine could not run a container of the image {image} ({said}).",
                    next_step="Look for the reason on the host: free disk space, free inodes, the Engine's log. "
                    "Then try again.",
                    image=image,
                    said=said[:300],
                ) from error
            return Trial(None, "", error=str(error.explanation or error))
        try:
            return self._watched(container, seconds)
        except NotFound as error:
            raise EngineFailed(
                "The container that the check made of the image {image} was removed while it ran.",
                next_step="Try again while nobody removes containers on the host.",
                image=image,
            ) from error

    def _watched(self, container: Any, seconds: float) -> Trial:
        until = self._session.now() + seconds * self._session.patience
        while True:
            container.reload()
            state = container.attrs.get("State") or {}
            if not state.get("Running") and state.get("Status") != "created":
                break
            if self._session.now() >= until:
                return Trial(None, self._output(container))
            self._session.sleep(0.2)
        return Trial(int(state.get("ExitCode") or 0), self._output(container), error=str(state.get("Error") or ""))

    def _removed(self, name: str) -> bool:
        """Remove the container, and return whether it is gone."""
        for _ in range(_REMOVALS):
            try:
                self._client.api.remove_container(name, force=True, v=True)
            except NotFound:
                return True
            except APIError:
                # 409: somebody is removing it already; 500: its files are still in use.
                self._session.sleep(_REMOVAL_PAUSE_SECONDS)
            except HostError:
                return False
            else:
                return True
        return False

    @staticmethod
    def _output(container: Any) -> str:
        return str(container.logs(stdout=True, stderr=True, tail=200).decode("utf-8", "replace"))[:20_000]
