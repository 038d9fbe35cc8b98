"""What a check may make on the student's host for a moment. It is gone afterwards, however the check ends."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docker
from docker.errors import APIError, NotFound

from grader.checking.session import Session

_LIMITS: dict[str, Any] = {
    "mem_limit": "64m",
    "pids_limit": 32,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges"],
    "log_config": {"type": "json-file", "config": {"max-size": "1m"}},
}


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
    def file(self, folder: str) -> Iterator[str | None]:
        """A new empty file in a folder of the host, by its name; None when the account may not write there."""
        name = self.name()
        path = shlex.quote(f"{folder}/{name}")
        with self.unmarked(folder), self.promised(f"rm -f {path}"):
            if self._session.run(f"set -C; : > {path}").rc != 0:
                yield None
                return
            try:
                yield name
            finally:
                self._session.run(f"rm -f {path}")

    @contextlib.contextmanager
    def unmarked(self, folder: str) -> Iterator[None]:
        """Give the folder its time of change back at the end."""
        where = shlex.quote(folder)
        before = self._session.run(f"stat -c %y {where}").out.decode("utf-8", "replace").strip()
        try:
            yield
        finally:
            if before:
                self._session.run(f"touch -c -d {shlex.quote(before)} {where}")

    @contextlib.contextmanager
    def promised(self, undo: str) -> Iterator[None]:
        """Have the host run `undo` should we vanish inside."""
        self._promises.append(undo)
        self._session.on_exit("; ".join(self._promises))
        try:
            yield
        finally:
            self._promises.remove(undo)
            self._session.on_exit("; ".join(self._promises))

    def run(self, image: str, *, seconds: float = 10.0) -> Trial:
        """Run a container of this image as it is, without network and with limits, and remove it."""
        name = self.name()
        with self.promised(f"docker rm -f -v {name} || sudo -n docker rm -f -v {name}"):
            try:
                return self._trial(image, name, seconds)
            finally:
                with contextlib.suppress(NotFound):
                    self._client.api.remove_container(name, force=True, v=True)

    def _trial(self, image: str, name: str, seconds: float) -> Trial:
        try:
            container = self._create(image, name)
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

    def _create(self, image: str, name: str) -> Any:
        try:
            return self._client.containers.create(image, name=name, network_disabled=True, **_LIMITS)
        except NotFound:
            raise
        except APIError:
            # Rootless engines without delegated controllers, and other log drivers, refuse some limits.
            return self._client.containers.create(image, name=name, network_disabled=True)

    @staticmethod
    def _said(container: Any) -> str:
        return str(container.logs(stdout=True, stderr=True, tail=200).decode("utf-8", "replace"))[:20_000]
