"""What every host can do: run a command, and answer its Docker Engine's API. Nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from grader.errors import HostError

CONNECT_SECONDS = 12.0
"""How long a host gets from the first packet to a working shell."""

COMMAND_SECONDS = 20.0
"""Default deadline of one command, in seconds."""

OUTPUT_LIMIT = 1_000_000
"""Default limit of what one command may say on each of its two streams, in bytes."""

ANSWER_LIMIT = 16_000_000
"""Limit of one Engine API answer, in bytes."""

DEFAULT_SOCKET = "/var/run/docker.sock"
"""Where a Docker Engine listens unless it was told otherwise."""


@dataclass(frozen=True, slots=True)
class Command:
    """A shell command for the host. `seconds` is its deadline, `limit` the bytes kept of each stream."""

    text: str
    seconds: float = COMMAND_SECONDS
    limit: int = OUTPUT_LIMIT


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command said. `timed_out`: the host stopped it at its deadline; `truncated`: it said more."""

    rc: int
    out: bytes
    err: bytes
    seconds: float
    timed_out: bool = False
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """One request of the Docker Engine API. `target` is the path with its query."""

    method: str
    target: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = COMMAND_SECONDS


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """The Engine's answer; `headers` keep their first spelling."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Account:
    """The graded student's account on the graded host."""

    name: str
    uid: int
    home: str


@dataclass(frozen=True, slots=True)
class HostFacts:
    """What a host said of itself when it was reached; recorded, so that a replay knows it too."""

    url: str
    user: str
    uid: int
    home: str
    attempt: str
    """A random word of this visit; names what a probe creates."""
    clock: float = 0.0
    """The host's own clock when it was reached, in seconds since 1970."""
    kernel: str = ""
    endpoint: str = ""
    """Where the account's docker CLI is told to look (DOCKER_HOST or a context); empty for its default."""
    sockets: tuple[str, ...] = ()
    """Engine sockets that the account may open."""
    closed: tuple[str, ...] = ()
    """Engine sockets that it may not open."""
    cli: bool = False
    in_docker_group: bool = False
    key: str = ""
    """The fingerprint of the host key that ssh verified (SHA256:…); empty where there is none."""
    clock_offset: float | None = None
    """The host's clock less the grader's when it was reached, in seconds; exact to about one."""
    account: Account | None = None
    """Whom to grade, when that is not who logged in; endpoint, sockets and groups are then that account's."""

    @property
    def graded(self) -> Account:
        """The account that is graded."""
        return self.account or Account(self.user, self.uid, self.home)


class Host(Protocol):
    """One student's machine, reached once and let go with `close`.

    Every method raises a `HostError` when the host, not the student, is at fault.
    """

    @property
    def facts(self) -> HostFacts: ...

    def run(self, command: Command) -> CommandResult:
        """Run a shell command and wait for it, at most its deadline plus two seconds."""
        ...

    def ask(self, request: EngineRequest) -> EngineAnswer:
        """Put one request to the host's Docker Engine."""
        ...

    def on_exit(self, command: str) -> None:
        """Leave a command that the host runs when we are gone, however that comes about; "" takes it back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let time pass on the host: really on a live one, at once in a replay."""
        ...

    def now(self) -> float:
        """Monotonic seconds since the host was reached; in a replay, since it was reached then."""
        ...

    def close(self) -> None: ...


class Live(Host, Protocol):
    """A host that is really there."""

    def ask_each(self, requests: Sequence[EngineRequest]) -> list[EngineAnswer | HostError]:
        """Put independent requests at once. What `ask` would raise stands in its answer's place."""
        ...
