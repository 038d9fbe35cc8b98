"""testinfra's `host`, with its usual interface, whose every command runs on the graded host."""

from __future__ import annotations

from typing import Any

from testinfra.backend.base import BaseBackend, CommandResult
from testinfra.host import Host as TestinfraHost

from grader.checks.session import Session


class SessionBackend(BaseBackend):  # type: ignore[misc]  # testinfra's types are only half there
    """A testinfra backend that runs commands in a session."""

    NAME = "grader"

    def __init__(self, session: Session) -> None:
        super().__init__(session.facts.url)
        self._session = session
        # testinfra would otherwise ask the host's python3 for it, which may be missing.
        self._encoding = "utf-8"

    def decode(self, data: bytes) -> str:
        # Output that is not text is still an answer.
        return data.decode("utf-8", "replace")

    def run(self, command: str, *args: str, **_: Any) -> CommandResult:
        text = self.get_command(command, *args)
        result = self._session.run(text)
        return self.result(result.rc, text.encode("utf-8", "surrogateescape"), result.out, result.err)


def testinfra_host(session: Session) -> TestinfraHost:
    """The fixture `host` of this session."""
    backend = SessionBackend(session)
    host = TestinfraHost(backend)
    backend.set_host(host)
    return host
