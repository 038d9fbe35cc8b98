"""The interface of a host: it runs shell commands and answers requests of its Docker Engine's API, nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from grader.errors import HostError

CONNECT_SECONDS = 12.0
"""How long a host may take from the first packet to a working shell, in seconds."""

COMMAND_SECONDS = 20.0
"""Default deadline of a command or request, in seconds."""

OUTPUT_LIMIT = 1_000_000
"""Default limit of what a command may write to each of stdout and stderr, in bytes."""

ANSWER_LIMIT = 4_000_000
"""Limit of the body of an Engine's answer, in bytes: thousands of containers in one list."""

DEFAULT_SOCKET = "/var/run/docker.sock"
"""Where a Docker Engine listens by default."""


_LOOPBACK = re.compile(r"localhost|127(\.\d+){3}|::1|0\.0\.0\.0|::|(.+\.)?localhost(\.localdomain)?|localhost6")


@dataclass(frozen=True, slots=True)
class Command:
    """A shell command for the host: its text, its deadline in seconds, and how many bytes of each stream are kept."""

    text: str
    seconds: float = COMMAND_SECONDS
    limit: int = OUTPUT_LIMIT
    sent: str | None = None
    """What is sent in place of the text, and differs from it only in time limits; the text is what evidence keeps."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """The result of a command: its exit code, its output and errors as raw bytes, and how many seconds it took.

    `timed_out`: the host stopped it at its deadline. `truncated`: it wrote more than the limit.
    """

    rc: int
    out: bytes
    err: bytes
    seconds: float
    timed_out: bool = False
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """A request of the Docker Engine API. `target` is the path with its query, `seconds` the deadline of the answer."""

    method: str
    target: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = COMMAND_SECONDS


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """The Engine's answer and how many seconds it took. The names of `headers` keep the case in which they came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
    fact: int = -1
    """The index of the answer among the facts of the evidence; -1 if it is not recorded."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account on the host: its name, its numeric user id and its home folder."""

    name: str
    uid: int
    home: str


@dataclass(frozen=True, slots=True)
class HostFacts:
    """What a host reported about itself when it was reached. Recorded, so that a replay knows it as well."""

    url: str
    user: str
    uid: int
    home: str
    attempt: str
    """Eight random hex digits that identify this visit; they are in the names of all that a probe creates."""
    clock: float = 0.0
    """The host's own clock when it was reached, in seconds since 1970 (UTC); 0 if unknown."""
    kernel: str = ""
    """The output of `uname -sr`."""
    endpoint: str = ""
    """Where the account's docker CLI is configured to connect (DOCKER_HOST or a context); empty for its default."""
    sockets: tuple[str, ...] = ()
    """Paths of the Engine sockets that the account may open."""
    closed: tuple[str, ...] = ()
    """Paths of the Engine sockets that exist and that the account may not open."""
    cli: bool = False
    """Whether the account has a docker command."""
    in_docker_group: bool = False
    """Whether the group database lists the account in the group docker, whether or not its login is older."""
    key: str = ""
    """The fingerprint of the host key that ssh verified (SHA256:…); empty if there is none."""
    clock_offset: float | None = None
    """The host's clock minus the grader's when it was reached, in seconds (to about a second); None if unknown."""
    account: Account | None = None
    """The account to grade if it is not the one that logged in; endpoint, sockets, cli and group are then its own."""
    docker_settings: tuple[str, ...] = ()
    """What the account's interactive shell sets for its docker CLI, and its login does not: NAME=VALUE."""
    unsure: str = ""
    """The startup file that has such a setting, if the account's interactive shell did not say which; else empty."""
    names: tuple[str, ...] = ()
    """The host's own name and addresses, if it asks an Engine by the name of a machine."""

    @property
    def engine_elsewhere(self) -> str:
        """The endpoint of the account's Engine if that is on another machine, without a password; else empty."""
        try:
            parts = urlsplit(self.endpoint)
            machine, port = (parts.hostname or "").removesuffix("."), parts.port
        except ValueError:
            return self.endpoint
        if parts.scheme in {"", "unix", "npipe", "fd"} or not machine:
            return ""
        own = {name.lower() for name in self.names}
        short = machine if ":" in machine or machine.replace(".", "").isdigit() else machine.partition(".")[0]
        if _LOOPBACK.fullmatch(machine) or not own.isdisjoint({machine, short}):
            return ""
        user = f"{parts.username}@" if parts.username else ""
        name = f"[{machine}]" if ":" in machine else machine
        return f"{parts.scheme}://{user}{name}{f':{port}' if port else ''}"

    @property
    def graded(self) -> Account:
        """The account that is graded."""
        return self.account or Account(self.user, self.uid, self.home)


class Host(Protocol):
    """One student's machine. The first use waits until it is reached; `close` releases it.

    Every method that uses the host raises the error that says why it could not be reached, each time:

    Raises:
        HostUnreachable: there is no such host, it does not answer, or the connection was lost.
        HostKeyProblem: its host key is unknown or has changed.
        LoginRefused: it refused the login, the shell ended at once, or the account to grade cannot be used.
        HostTimeout: something was not answered within its deadline.
        GarbledAnswer: it answered something else than what it was asked for.
        UsageError: ssh or docker is not installed here, or ssh does not accept its configuration.
        NotInEvidence: in a replay, the question was not recorded.
    """

    @property
    def facts(self) -> HostFacts:
        """What the host reported about itself when it was reached."""
        ...

    def run(self, command: Command) -> CommandResult:
        """Run a shell command and wait for it, at most two seconds longer than its deadline.

        A command that fails or is stopped at its deadline is a result, not an error.
        """
        ...

    def ask(self, request: EngineRequest) -> EngineAnswer:
        """Send one request to the host's Docker Engine. An answer of any HTTP status is an answer, not an error.

        Raises:
            EngineUnavailable: there is no Docker Engine, or the account may not use it.
        """
        ...

    def on_exit(self, command: str) -> None:
        """Leave a command with the host, which runs it once the grader is gone for whatever reason.

        It replaces the one that was left before; "" leaves none.
        """
        ...

    def sleep(self, seconds: float) -> None:
        """Let time pass on the host: on a live host by waiting, in a replay at once."""
        ...

    def now(self) -> float:
        """Monotonic seconds since the host was reached; in a replay, as recorded."""
        ...

    def close(self) -> None:
        """Release the host; its command of `on_exit` runs."""
        ...


class Live(Host, Protocol):
    """A host that is reached over the network or on this machine, not a replay."""

    def ask_each(self, requests: Sequence[EngineRequest]) -> list[EngineAnswer | HostError]:
        """Send independent requests at once; the answers are in the order of the requests.

        A `HostError` that `ask` would raise takes the place of the answer.
        """
        ...


def only_answer(answers: Sequence[EngineAnswer | HostError]) -> EngineAnswer:
    """The answer to a single request, from the list that `ask_each` returned.

    Raises:
        HostError: the error that took its place.
    """
    [answer] = answers
    if isinstance(answer, HostError):
        raise answer
    return answer
