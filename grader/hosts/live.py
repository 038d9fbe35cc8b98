"""What the live kinds of host share: one shell, a greeting, and the ways to the host's Engine."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol, TypeVar

from grader.errors import EngineUnavailable, GraderError, HostError, LoginRefused
from grader.hosts.base import Command, CommandResult, EngineAnswer, EngineRequest, HostFacts
from grader.hosts.engine import Dial, Engine, Piped
from grader.hosts.shell import Shell

CONNECT_SECONDS = 12.0
"""How long a host gets from the first packet to a working shell."""

DEFAULT_SOCKET = "/var/run/docker.sock"

# One round trip tells who we are and where this user's docker CLI would look for the Engine.
_GREETING = r"""
echo "user=$(id -un)"; echo "uid=$(id -u)"; echo "home=$HOME"; echo "clock=$(date +%s.%N)"
echo "kernel=$(uname -sr)"; echo "sudo_user=$SUDO_USER"
e=$DOCKER_HOST
c=$DOCKER_CONTEXT$(grep -s '"currentContext"' "${DOCKER_CONFIG:-$HOME/.docker}/config.json")
if [ -z "$e" ] && [ -n "$c" ]; then e=$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null); fi
echo "endpoint=$e"
for s in /var/run/docker.sock "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/docker.sock" \
         "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/podman/podman.sock" /run/podman/podman.sock; do
  if [ -S "$s" ]; then if [ -w "$s" ]; then echo "socket=$s"; else echo "closed=$s"; fi; fi
done
command -v docker >/dev/null 2>&1 && echo "cli=1"
id -nG "$(id -un)" 2>/dev/null | tr ' ' '\n' | grep -qx docker && echo "group=1"
true
"""


T = TypeVar("T")


class Way(Protocol):
    """How one kind of host is reached."""

    @property
    def url(self) -> str: ...

    def shell(self) -> Shell: ...

    def socket(self, path: str) -> Dial | None:
        """Connections to a unix socket of the host, where this kind can make them."""
        ...

    def piped(self, command: str) -> Piped:
        """Connections that are a command on the host."""
        ...

    def host_key(self, noise: str) -> str:
        """The fingerprint of the host's key, from what was said on stderr before the shell was ready; else empty."""
        ...

    def explain(self, error: HostError) -> GraderError:
        """The same error, said as exactly as this kind of host can."""
        ...

    def close(self) -> None: ...


def _clock(said: str) -> float:
    """What `date +%s.%N` said; not every `date` knows of nanoseconds."""
    found = re.match(r"\d{1,11}(\.\d{1,9}$)?", said)
    return float(found.group()) if found else 0.0


class LiveHost:
    """A host that is really there. The connection is begun at once and awaited at the first use."""

    def __init__(self, way: Way, *, connect_seconds: float = CONNECT_SECONDS) -> None:
        self._way = way
        self._deadline = time.monotonic() + connect_seconds
        self._reached = time.monotonic()
        self._facts: HostFacts | None = None
        self._engine: Engine | None = None
        self._no_engine_here: EngineUnavailable | None = None
        self._pipes: list[Piped] = []
        self._shell = way.shell()

    @property
    def facts(self) -> HostFacts:
        if self._facts is None:
            self._facts = self._greet()
        return self._facts

    def run(self, command: Command) -> CommandResult:
        _ = self.facts
        return self._explained(lambda: self._shell.run(command))

    def ask(self, request: EngineRequest) -> EngineAnswer:
        started = time.monotonic()
        if self._engine is None:
            self._engine = self._found_engine(started + request.seconds)
        return self._engine.ask(replace(request, seconds=max(0.1, started + request.seconds - time.monotonic())))

    def on_exit(self, command: str) -> None:
        _ = self.facts
        self._explained(lambda: self._shell.on_exit(command))

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def now(self) -> float:
        return time.monotonic() - self._reached

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()
        for pipe in self._pipes:
            pipe.close()
        self._shell.close()
        self._way.close()

    def _explained(self, action: Callable[[], T]) -> T:
        try:
            return action()
        except HostError as error:
            raise self._way.explain(error) from error

    def _greet(self) -> HostFacts:
        noise = self._explained(lambda: self._shell.ready(max(0.1, self._deadline - time.monotonic())))
        asked = time.time()
        said = self._explained(lambda: self._shell.run(Command(_GREETING, seconds=10)))
        pairs = [line.split("=", 1) for line in said.out.decode("utf-8", "replace").splitlines() if "=" in line]
        self._reached = time.monotonic()
        here = (asked + time.time()) / 2
        words = {pair[0]: pair[1] for pair in reversed(pairs)}
        clock = _clock(words.get("clock", ""))
        if not words.get("uid", "").isdigit():
            raise LoginRefused(
                "The host's shell does not answer simple questions (id, echo).",
                next_step="Log in by hand and run: id -u; echo $HOME.",
            )
        return HostFacts(
            url=self._way.url,
            user=words.get("user", ""),
            uid=int(words["uid"]),
            home=words.get("home", ""),
            attempt=secrets.token_hex(4),
            clock=clock,
            endpoint=words.get("endpoint", ""),
            kernel=words.get("kernel", ""),
            sudo_user=words.get("sudo_user", ""),
            sockets=tuple(v for k, v in pairs if k == "socket"),
            closed=tuple(v for k, v in pairs if k == "closed"),
            cli="cli" in words,
            in_docker_group="group" in words,
            key=self._way.host_key(noise),
            clock_offset=round(clock - here, 3) if clock else None,
        )

    def _found_engine(self, deadline: float) -> Engine:
        """The first way on which an Engine answers.

        Raises:
            EngineUnavailable: there is none, or none for this user; says which. It is not looked for again.
        """
        if self._no_engine_here is not None:
            raise self._no_engine_here
        last: HostError | None = None
        for dial in self._ways():
            left = deadline - time.monotonic()
            if left <= 0:
                break
            engine = Engine(dial)
            try:
                answer = engine.ask(EngineRequest("GET", "/_ping", seconds=min(10.0, left)))
                if answer.status == 200:
                    return engine
            except HostError as error:
                last = error
            engine.close()
        self._no_engine_here = self._no_engine()
        raise self._no_engine_here from last

    def _ways(self) -> Iterator[Dial]:
        facts = self.facts
        named = facts.endpoint.removeprefix("unix://") if facts.endpoint.startswith("unix://") else ""
        if named or (not facts.endpoint and facts.sockets):
            direct = self._way.socket(named or facts.sockets[0])
            if direct:
                yield direct
        if not facts.cli:
            return
        yield self._pipe("docker system dial-stdio")
        if facts.in_docker_group and facts.closed:
            yield self._pipe("sg docker -c 'docker system dial-stdio'")
        if facts.closed:
            yield self._pipe("sudo -n docker system dial-stdio")

    def _pipe(self, command: str) -> Piped:
        pipe = self._way.piped(command)
        self._pipes.append(pipe)
        return pipe

    def _no_engine(self) -> EngineUnavailable:
        facts = self.facts
        if facts.sockets or facts.endpoint:
            return EngineUnavailable(
                f"No Docker Engine answers at {facts.endpoint or facts.sockets[0]}.",
                next_step="See whether it runs: systemctl status docker. Over SSH, the server may forbid forwarding "
                "and the account may lack the docker command.",
            )
        if facts.closed:
            return EngineUnavailable(
                f"User {facts.user} may not use the Docker Engine ({facts.closed[0]}).",
                next_step=f"Is {facts.user} in group docker? If so, log out and in again.",
            )
        if facts.cli:
            return EngineUnavailable(
                "Docker is installed, but no Docker Engine runs.", next_step="Start it: exercise ex01 shows how."
            )
        return EngineUnavailable(
            "There is no Docker Engine on this host.", next_step="Install it first: exercise ex01 shows how."
        )
