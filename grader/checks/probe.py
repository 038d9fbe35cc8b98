"""What a check may make on the student's host for a moment. It is gone afterwards, however the check ends."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import docker
from docker.errors import APIError, NotFound

from grader.checks.commandline import docker_command
from grader.checks.session import Session
from grader.errors import HostError

_LIMITS: dict[str, Any] = {
    "mem_limit": "64m",
    "pids_limit": 32,
    "cap_drop": ["ALL"],
    # A program that only its owner may run is run by root everywhere else.
    "cap_add": ["DAC_OVERRIDE"],
    "security_opt": ["no-new-privileges"],
    "log_config": {"type": "json-file", "config": {"max-size": "1m"}},
}

_REMOVALS = 3
_REMOVAL_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Trial:
    """How a container that we started ended. `rc` is None when it did not end in time; `error` when it never began."""

    rc: int | None
    out: str
    error: str = ""


class Probe:
    """What checks get as `probe`."""

    def __init__(self, session: Session, client: docker.DockerClient) -> None:
        self._session = session
        self._client = client
        self._made = 0
        self._promises: list[str] = []

    def name(self) -> str:
        """A name that nobody else uses, the same again in a replay."""
        self._made += 1
        return f"grader-{self._session.facts.attempt}-{self._made}"

    @contextlib.contextmanager
    def file(self, folder: str, *, also: Sequence[str] = ()) -> Iterator[str | None]:
        """A new empty file in a folder of the host, by its name; None when the account may not write there.

        At the end it is removed, with those of the names in `also` that have appeared in the folder meanwhile, and the
        folder gets its time of change back.
        """
        name = self.name()
        where, *paths = (shlex.quote(path) for path in (folder, *(f"{folder}/{one}" for one in (name, *also))))
        undo = f"rm -f -- {' '.join(paths)}"
        with self.promised(undo):
            made = self._session.run(f"stat -c %y {where}; set -C; : > {paths[0]}")
            if made.rc != 0:
                yield None
                return
            before = made.out.decode("utf-8", "replace").strip()
            try:
                yield name
            finally:
                self._session.run(f"{undo}; touch -c -d {shlex.quote(before)} {where}" if before else undo)

    @contextlib.contextmanager
    def promised(self, undo: str) -> Iterator[None]:
        """Have the host run `undo` should we vanish inside."""
        self._promise(undo)
        try:
            yield
        finally:
            self._keep(undo)

    def _promise(self, undo: str) -> None:
        self._promises.append(undo)
        self._session.on_exit("; ".join(self._promises))

    def _keep(self, undo: str) -> None:
        """What was promised has been done."""
        self._promises.remove(undo)
        self._session.on_exit("; ".join(self._promises))

    def run(self, image: str, *, seconds: float = 10.0) -> Trial:
        """Run a container of this image as it is, without network and with limits, and remove it."""
        name = self.name()
        promise = docker_command(self._session, "rm", "-f", "-v", name)
        self._promise(promise)
        try:
            # Rootless engines without delegated controllers, and other log drivers, refuse some limits: some of them
            # when the container is made, some when it starts. Without limits it fails for the image's own reasons only.
            trial = self._trial(image, name, _LIMITS, seconds)
            if trial.error and self._removed(name):
                trial = self._trial(image, name, {}, seconds)
            return trial
        finally:
            # One that cannot be removed now does not change what was seen; the host is left its promise.
            if self._removed(name):
                self._keep(promise)

    def _trial(self, image: str, name: str, limits: Mapping[str, Any], seconds: float) -> Trial:
        try:
            container = self._client.containers.create(image, name=name, network_disabled=True, **limits)
            container.start()
        except APIError as error:
            return Trial(None, "", error=str(error.explanation or error))
        until = self._session.now() + seconds * self._session.patience
        while True:
            container.reload()
            state = container.attrs.get("State") or {}
            if not state.get("Running") and state.get("Status") != "created":
                break
            if self._session.now() >= until:
                return Trial(None, self._said(container))
            self._session.sleep(0.2)
        return Trial(int(state.get("ExitCode") or 0), self._said(container), error=str(state.get("Error") or ""))

    def _removed(self, name: str) -> bool:
        """Remove the container, and tell whether it is gone."""
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
    def _said(container: Any) -> str:
        return str(container.logs(stdout=True, stderr=True, tail=200).decode("utf-8", "replace"))[:20_000]
