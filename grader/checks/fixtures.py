"""The fixtures of a check: name one as a parameter of the check, and pytest passes it in.

All of them belong to the visit to one student's host. They behave the same on a live host and in a regrade from
evidence, where they answer from what was recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import docker as docker_sdk
import pytest

from grader.checks import backend, dockerclient
from grader.checks.events import past_events
from grader.checks.lookups import Lookup
from grader.checks.probe import Probe
from grader.checks.session import Session
from grader.checks.web import Page, fetch
from grader.checks.work import Work
from grader.hosts.base import Account


class Fixtures:
    """A pytest plugin that provides the fixtures of the current session. Each suite has its own instance."""

    _session: Session

    def enter(self, session: Session) -> None:
        """Provide the fixtures of this session from now on."""
        self._session = session

    @pytest.fixture(scope="module")
    def session(self) -> Session:
        """The visit itself: runs commands, waits, and knows the host's clock.

        Returns:
            A `grader.checks.session.Session`.

        Example:
            def test_systemd(session):
                if session.run("test -d /run/systemd/system").rc != 0:
                    fail("no-systemd")
        """
        return self._session

    @pytest.fixture(scope="module")
    def host(self) -> Any:
        """The graded host, as testinfra presents it. Every command runs as the graded account.

        Commands raise what `Session.run` raises.

        Returns:
            A `testinfra.host.Host`: `host.run(…)`, `host.file(…)`, `host.service(…)` and the other modules.

        Example:
            def test_file(host, home):
                if not host.file(f"{home}/bm1/filea.txt").is_file:
                    fail("missing", expected="filea.txt")
        """
        return backend.testinfra_host(self._session)

    @pytest.fixture(scope="module")
    def docker(self) -> docker_sdk.DockerClient:
        """The Docker Engine of the graded host, as docker-py presents it.

        `exec_run`, `logs` and `events(until=…)` work; streams and attaching to a container do not. Requests raise what
        `Session.ask` raises, and docker-py's own errors. A `docker.errors.NotFound` that names a container, image,
        network or volume fails the check with the reason `not-found`.

        Returns:
            A `docker.DockerClient`.

        Raises:
            EngineUnavailable: There is no Engine that the account can use, or it is too old.
            GarbledAnswer: The Engine does not report its version.

        Example:
            def test_image(docker):
                if not docker.images.list("httpd"):
                    fail("image-missing", name="httpd")
        """
        return dockerclient.connect(self._session)

    @pytest.fixture(scope="module")
    def account(self) -> Account:
        """The account that is graded.

        Returns:
            A `grader.hosts.base.Account` with `name`, `uid` and `home`.

        Example:
            def test_group(host, account):
                if "docker" not in host.check_output("id -nG %s", account.name).split():
                    fail("not-in-group", name=account.name)
        """
        return self._session.account

    @pytest.fixture(scope="module")
    def home(self) -> str:
        """The home directory of the graded account on the graded host, as an absolute path.

        Example:
            def test_archive(host, home):
                if not host.file(f"{home}/img.tar").exists:
                    fail("missing", expected=f"{home}/img.tar")
        """
        return self._session.account.home

    @pytest.fixture(scope="module")
    def param(self) -> Any:
        """The parameters in exercise.yml, with this student's values.

        Returns:
            A mapping from each name to its value.

        Example:
            def test_running(containers, param):
                containers.running(param["container"])
        """
        return self._session.params

    @pytest.fixture(scope="module")
    def wait(self) -> Callable[..., Any]:
        """Repeats a function until it succeeds: `wait(look, limit=60)`.

        Returns:
            The method `Session.wait`.

        Example:
            def test_serves(get, wait):
                def look():
                    if get("127.0.0.1", 80).status != 200:
                        fail("no-answer")

                wait(look, limit=60)
        """
        return self._session.wait

    @pytest.fixture(scope="module")
    def containers(self, docker: docker_sdk.DockerClient) -> Lookup:
        """The student's containers by name: `get(name)`, `running(name)`, `inside(name, program, …)`.

        Returns:
            A `grader.checks.lookups.Lookup`.

        Raises:
            EngineUnavailable: There is no Engine that the account can use, or it is too old.
            GarbledAnswer: The Engine does not report its version.

        Example:
            def test_running(containers):
                containers.running("web1")
        """
        return Lookup(docker, self._session)

    @pytest.fixture(scope="module")
    def events(self) -> Callable[[], list[dict[str, Any]]]:
        """What happened on the Engine before the visit: `events()`.

        Returns:
            The function `grader.checks.events.past_events`, without its `session`.

        Example:
            def test_saved(events):
                if not any(event.get("Action") == "save" for event in events()):
                    fail("never-saved")
        """
        return partial(past_events, self._session)

    @pytest.fixture(scope="module")
    def get(self) -> Callable[..., Page]:
        """Fetches a web page from the graded host: `get("127.0.0.1", 80, "/")`.

        Returns:
            The function `grader.checks.web.fetch`, without its `session`.

        Example:
            def test_page(get):
                page = get("127.0.0.1", 8080)
                if page.status != 200:
                    fail("other-status", seen=page.status, expected=200)
        """
        return partial(fetch, self._session)

    @pytest.fixture(scope="module")
    def work(self) -> Work:
        """States when the student did what the check looks at: `work.at(when)`, `work.file(path)`.

        Returns:
            A `grader.checks.work.Work`.

        Example:
            def test_archive(host, home, work):
                work.file(f"{home}/img.tar")
        """
        return Work(self._session)

    @pytest.fixture(scope="module")
    def probe(self, docker: docker_sdk.DockerClient) -> Probe:
        """Creates a file or a container on the graded host and removes it again: `file(folder)`, `run(image)`.

        Returns:
            A `grader.checks.probe.Probe`.

        Raises:
            EngineUnavailable: There is no Engine that the account can use, or it is too old.
            GarbledAnswer: The Engine does not report its version.

        Example:
            def test_says_hello(probe):
                if "Hello World" not in probe.run("hello-static").out:
                    fail("says-otherwise")
        """
        return Probe(self._session, docker)
