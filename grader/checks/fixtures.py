"""The fixtures that a check may ask for."""

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
    """A pytest plugin that hands out the fixtures of the session entered last; each suite gets its own."""

    _session: Session

    def enter(self, session: Session) -> None:
        """From now on hand out this session's."""
        self._session = session

    @pytest.fixture(scope="module")
    def session(self) -> Session:
        """The visit itself: run, wait, clock."""
        return self._session

    @pytest.fixture(scope="module")
    def host(self) -> Any:
        """testinfra's host; every command runs as the graded account."""
        return backend.testinfra_host(self._session)

    @pytest.fixture(scope="module")
    def docker(self) -> docker_sdk.DockerClient:
        """docker-py's client for the graded host's Engine."""
        return dockerclient.connect(self._session)

    @pytest.fixture(scope="module")
    def account(self) -> Account:
        """The graded student's account."""
        return self._session.account

    @pytest.fixture(scope="module")
    def home(self) -> str:
        """The graded student's home on the graded host."""
        return self._session.account.home

    @pytest.fixture(scope="module")
    def param(self) -> Any:
        """The exercise's parameters, for this student."""
        return self._session.params

    @pytest.fixture(scope="module")
    def wait(self) -> Callable[..., Any]:
        """wait(look, limit=60): look again until it no longer fails."""
        return self._session.wait

    @pytest.fixture(scope="module")
    def containers(self, docker: docker_sdk.DockerClient) -> Lookup:
        """The student's containers: get(name), running(name), inside(name, program, …)."""
        return Lookup(docker, self._session)

    @pytest.fixture(scope="module")
    def events(self) -> Callable[[], list[dict[str, Any]]]:
        """events(): what the Engine remembers of the time before the visit, the oldest first."""
        return partial(past_events, self._session)

    @pytest.fixture(scope="module")
    def get(self) -> Callable[..., Page]:
        """get(host, port, path): a page as the graded host sees it."""
        return partial(fetch, self._session)

    @pytest.fixture(scope="module")
    def work(self) -> Work:
        """When this check's work was done, where the grader would not know: at(when), file(path)."""
        return Work(self._session)

    @pytest.fixture(scope="module")
    def probe(self, docker: docker_sdk.DockerClient) -> Probe:
        """Things made for a moment: file(folder), run(image)."""
        return Probe(self._session, docker)
