"""Finding the student's objects, and failing in plain words where they are not as they should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import docker
from docker.errors import NotFound
from docker.models.containers import Container

from grader.checks.conclusion import fail
from grader.checks.session import Session
from grader.checks.times import timestamp
from grader.evidence.cache import FRESH_SECONDS

SETTLED_SECONDS = 10.0 + FRESH_SECONDS
"""A container that has been up this long without a restart is not crash-looping; what we know may be that old."""

RESTARTED_SECONDS = 15.0 + FRESH_SECONDS
"""The same for one that was restarted before: the Engine forgets its restart delay after 10 s."""

LONGEST_WATCH_SECONDS = 60.0
"""Whoever was restarted and has been up this long has settled, however long a life it had before."""

LOOK_AGAIN_SECONDS = 1.2


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program inside a container said."""

    rc: int
    out: str


class Lookup:
    """What checks get as `containers`: the student's containers, by name."""

    def __init__(self, client: docker.DockerClient, session: Session) -> None:
        self._client = client
        self._session = session
        self._settled: dict[str, str] = {}

    def get(self, name: str) -> Container:
        """The container of this name; fails with `container-missing`."""
        try:
            return self._client.containers.get(name)
        except NotFound:
            fail("container-missing", expected=name, name=name)

    def running(self, name: str) -> Container:
        """The container of this name, up and staying up; fails with `not-running` or `restarting`."""
        first = self.get(name)
        self._must_run(first, name)
        started, count = _start(first)
        if self._settled.get(name) == started:
            return first
        wait = self._unsettled(first)
        self._session.allow(wait)
        while wait > 0:
            self._session.sleep(min(wait, LOOK_AGAIN_SECONDS))
            wait -= LOOK_AGAIN_SECONDS
            first = self.get(name)
            self._must_run(first, name)
            if _start(first) != (started, count):
                fail("restarting", seen=_start(first)[1], name=name)
        self._settled[name] = started
        return first

    def inside(self, name: str, *argv: str, user: str = "") -> Ran:
        """Run a program in the container; a program that is not there gives 126 or 127."""
        api = self._client.api
        execution = api.exec_create(name, list(argv), user=user)["Id"]
        said = api.exec_start(execution)
        code = api.exec_inspect(execution).get("ExitCode")
        return Ran(int(code if code is not None else 126), said.decode("utf-8", "replace"))

    def _must_run(self, container: Container, name: str) -> None:
        state: dict[str, Any] = container.attrs.get("State") or {}
        if state.get("Restarting"):
            fail("restarting", seen=int(container.attrs.get("RestartCount") or 0), name=name)
        if not state.get("Running") or state.get("Paused"):
            status = str(state.get("Status") or "unknown")
            seen = f"{status} ({state.get('ExitCode')})" if status == "exited" else status
            fail("not-running", seen=seen, expected="running", name=name)

    def _unsettled(self, container: Container) -> float:
        """For how many seconds the container must still be watched."""
        started, count = _start(container)
        up = max(0.0, self._session.clock() - timestamp(started))
        if count == 0:
            return 0.0 if up >= SETTLED_SECONDS else LOOK_AGAIN_SECONDS
        # It must outlive what its lives so far have been: some programs crash only after half a minute.
        lived = (timestamp(started) - timestamp(str(container.attrs.get("Created") or started))) / count
        return max(0.0, min(max(RESTARTED_SECONDS, 2 * lived), LONGEST_WATCH_SECONDS) - up)


def _start(container: Container) -> tuple[str, int]:
    state: dict[str, Any] = container.attrs.get("State") or {}
    return str(state.get("StartedAt") or ""), int(container.attrs.get("RestartCount") or 0)
