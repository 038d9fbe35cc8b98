"""The student's containers by name: find one, require that it runs, run a program inside it.

A check gets a `Lookup` as the fixture `containers`.
"""

from __future__ import annotations

import contextlib
import re
from typing import Any

import docker
from docker.errors import APIError, DockerException, NotFound
from docker.models.containers import Container

from grader.checks.conclusion import Concluded, fail, partial
from grader.checks.execution import ExecResult, could_not_run, result_of
from grader.checks.lastwords import last_words
from grader.checks.nearmisses import near_container, strings
from grader.checks.session import Session
from grader.checks.times import timestamp
from grader.checks.verdict import RootCause
from grader.checks.wiring import is_named
from grader.errors import HostError, NotInEvidence
from grader.evidence.cache import FRESH_SECONDS

SETTLED_SECONDS = 10.0 + FRESH_SECONDS
"""A container that has been up this long without a restart is not crash-looping. Cached facts may be that old."""

RESTARTED_SECONDS = 15.0 + FRESH_SECONDS
"""The same for one that was restarted before: the Engine resets its restart delay after 10 s."""

LONGEST_WATCH_SECONDS = 60.0
"""A restarted container that has been up this long is stable, however long it ran before."""

LOOK_AGAIN_SECONDS = 1.2
LOOKS_FOR_CODE = 4

_WHOLE_ID = re.compile(r"[0-9a-f]{64}")

# The ids, in its own pid namespace, of a process and of all that it started (proc(5): NSpid is in status). The Engine
# may be on another machine, or the id another process's by now: the container's id must be in the process's cgroup.
_PIDS_INSIDE = """
g_in=
while read -r g_k; do
  case $g_k in *{container}*) g_in=1 ;; esac
done 2>/dev/null <"/proc/{pid}/cgroup"
[ "$g_in" ] || exit 0
g_tree() {{
  while read -r g_k g_v; do
    case $g_k in NSpid:) echo "${{g_v##*[!0-9]}}" ;; esac
  done 2>/dev/null <"/proc/$1/status"
  for g_c in $(cat "/proc/$1/task/"*/children 2>/dev/null); do g_tree "$g_c"; done
}}
g_tree {pid}
""".strip()


class Lookup:
    """The student's containers, by name.

    Every method raises what `Session.ask` raises, and docker-py's `APIError` for an unexpected answer.
    """

    def __init__(self, client: docker.DockerClient, session: Session) -> None:
        self._client = client
        self._session = session
        self._settled: dict[str, str] = {}

    def get(self, name: str) -> Container:
        """Find a container, running or not.

        Args:
            name: Its name or id.

        Returns:
            docker-py's `Container`.

        Raises:
            Concluded: The check fails with `container-missing`: there is no such container.

        Example:
            mounts = containers.get("os3").attrs["Mounts"]
        """
        try:
            return self._client.containers.get(name)
        except NotFound:
            near = near_container(self._client, name, others=strings(self._session.params))
            fail("container-missing", expected=name, root=_root(name), name=name, near_container=near)

    def running(self, name: str) -> Container:
        """Require that a container is running and not crash-looping.

        A container that started less than 15 s ago is watched for a moment. One that was restarted is watched until
        it has been up for 20 s and for twice as long as before, but at most for 60 s. This time does not count towards
        the check's time limit.

        Args:
            name: Its name or id.

        Returns:
            docker-py's `Container`.

        Raises:
            Concluded: The check fails with `container-missing`, `not-running` or `restarting`.

        Example:
            web = containers.running("web1")
        """
        try:
            return self._running(name)
        except Concluded as end:
            end.states_root = True
            raise

    def _running(self, name: str) -> Container:
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
                fail("restarting", seen=_start(first)[1], root=_root(name), name=name, **last_words(first))
        self._settled[name] = started
        return first

    def must_be_of(self, name: str, image: str) -> None:
        """Require that a container was created from an image that the task names. Another one costs half of the check.

        The registry, the tag and the digest do not matter, and neither does a later build under the same name.

        Args:
            name: The container's name or id.
            image: The image's name, such as centos:latest.

        Raises:
            Concluded: The check is partial with `other-image`, or fails with `container-missing`.

        Example:
            containers.running("os3")
            containers.must_be_of("os3", "centos:latest")
        """
        container = self.get(name)
        given = str((container.attrs.get("Config") or {}).get("Image") or "")
        if is_named(given, image):
            return
        # It may have been given by the beginning of its id, or by another name that it has.
        id_ = str(container.attrs.get("Image") or "").removeprefix("sha256:")
        by_id = bool(given) and id_.startswith(given.removeprefix("sha256:"))
        names = [*([] if by_id else [given]), *self._names_of(id_)]
        # An image without a name may have lost it to a later build.
        if any(names) and not any(is_named(one, image) for one in names):
            partial(0.5, "other-image", seen=names[0], expected=image, name=name)

    def _names_of(self, id_: str) -> list[str]:
        """The names of an image: with tags, and with digests if it has none with a tag."""
        for one in self._client.api.images():
            if str(one.get("Id")).removeprefix("sha256:") == id_:
                tags = [tag for tag in one.get("RepoTags") or [] if "<none>" not in tag]
                return tags or [digest for digest in one.get("RepoDigests") or [] if "<none>" not in digest]
        return []

    def inside(self, name: str, *argv: str, user: str = "") -> ExecResult:
        """Run a program inside a container, as `docker exec` does.

        Args:
            name: The container's name or id. It must be running.
            *argv: The program and its arguments. No shell is involved unless you name one.
            user: A user name or id inside the container; by default the container's own user.

        Returns:
            The exit code and the output.

        Raises:
            EngineFailed: The Engine could not run it, for a reason other than the program itself.

        Example:
            if containers.inside("os3", "test", "-e", "/tmp/mount/filea.txt").rc != 0:
                fail("not-visible", expected="/tmp/mount/filea.txt")
        """
        api = self._client.api
        execution = ""
        try:
            execution = api.exec_create(name, list(argv), user=user)["Id"]
            output = api.exec_start(execution).decode("utf-8", "replace")
        except HostError:  # its time is up, or it prints without end
            if execution:
                self._kill(name, execution)
            raise
        except APIError as error:
            return could_not_run(name, argv[0], str(error.explanation or error))
        return result_of(self._ended(execution), output, container=name, program=argv[0])

    def _ended(self, execution: str) -> dict[str, Any]:
        """The inspection of a program that has ended; its output may end a moment before the Engine notes its code."""
        inspected: dict[str, Any] = self._client.api.exec_inspect(execution)
        for _ in range(LOOKS_FOR_CODE):
            if not inspected.get("Running"):
                break
            self._session.sleep(LOOK_AGAIN_SECONDS / LOOKS_FOR_CODE)
            inspected = self._client.api.exec_inspect(execution)
        return inspected

    def _kill(self, name: str, execution: str) -> None:
        """End a program that did not end in time, and those it started: Docker would let them run."""
        api = self._client.api
        with contextlib.suppress(HostError, NotInEvidence, DockerException), self._session.cleaning_up():
            inspected = api.exec_inspect(execution)
            pid, container = inspected.get("Pid"), str(inspected.get("ContainerID") or "")
            if not isinstance(pid, int) or pid <= 0 or not _WHOLE_ID.fullmatch(container):
                return
            listed = self._session.run(_PIDS_INSIDE.format(pid=pid, container=container))
            pids = listed.out.decode("utf-8", "replace").split()
            if not pids or not all(one.isdigit() for one in pids):
                return
            for program in (["kill"], ["sh", "-c", 'kill "$@"', "sh"]):
                killing = api.exec_create(name, [*program, "-9", *pids], user="0")["Id"]
                api.exec_start(killing)
                if api.exec_inspect(killing).get("ExitCode") == 0:
                    return

    def _must_run(self, container: Container, name: str) -> None:
        state: dict[str, Any] = container.attrs.get("State") or {}
        if state.get("Restarting"):
            fail("restarting", seen=_start(container)[1], root=_root(name), name=name, **last_words(container))
        if not state.get("Running") or state.get("Paused"):
            status = str(state.get("Status") or "unknown")
            seen = f"{status} ({state.get('ExitCode')})" if status == "exited" else status
            fail("not-running", seen=seen, expected="running", root=_root(name), name=name, **last_words(container))

    def _unsettled(self, container: Container) -> float:
        """How many more seconds the container must be watched."""
        started, count = _start(container)
        up = max(0.0, self._session.clock() - timestamp(started))
        if count == 0:
            return 0.0 if up >= SETTLED_SECONDS else LOOK_AGAIN_SECONDS
        # It must outlive its previous lives: some programs crash only after half a minute.
        lived = (timestamp(started) - timestamp(str(container.attrs.get("Created") or started))) / count
        return max(0.0, min(max(RESTARTED_SECONDS, 2 * lived), LONGEST_WATCH_SECONDS) - up)


def _root(name: str) -> RootCause:
    return RootCause("container", name)


def _start(container: Container) -> tuple[str, int]:
    state: dict[str, Any] = container.attrs.get("State") or {}
    return str(state.get("StartedAt") or ""), int(container.attrs.get("RestartCount") or 0)
