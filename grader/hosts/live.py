"""A live host over any transport: its shell, the handshake, and the connection to its Engine."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from grader.errors import EngineUnavailable, GarbledAnswer, GraderError, HostError
from grader.hosts import handshake
from grader.hosts.base import (
    CONNECT_SECONDS,
    Command,
    CommandResult,
    EngineAnswer,
    EngineRequest,
    HostFacts,
    only_answer,
)
from grader.hosts.budget import Budget
from grader.hosts.dialling import Dial, Piped
from grader.hosts.engine import Engine
from grader.hosts.shell import PROMISE_SECONDS
from grader.hosts.transport import Transport

_DIAL = ("docker", "system", "dial-stdio")

LOOK_AGAIN_SECONDS = 2.0
"""How soon an Engine is looked for again after it was not found, and at least twice as long as the look took."""

_ALIVE_SECONDS = 5.0

T = TypeVar("T")


class LiveHost:
    """A host that is reached over a transport. The login starts at once; the first use waits for it.

    Args:
        transport: reaches the host; closed together with it.
        account: whom to grade; by default as `handshake.question` says.
        connect_seconds: how long the host may take until its shell works.
        patience: a factor for this and all other time limits of the host itself; those of questions are their own.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        account: str = "",
        connect_seconds: float = CONNECT_SECONDS,
        patience: float = 1.0,
    ) -> None:
        self._transport = transport
        self._account = account
        self._patience = patience
        self._deadline = time.monotonic() + connect_seconds * patience
        self._reached = time.monotonic()
        self._facts: HostFacts | None = None
        self._refusal: GraderError | None = None
        self._engine: Engine | None = None
        self._no_engine_here: EngineUnavailable | None = None
        self._look_again_at = 0.0
        self._pipes: list[Piped] = []
        self._budget = Budget()
        self._shell = transport.shell()

    @property
    def facts(self) -> HostFacts:
        if self._refusal is not None:
            raise self._refusal
        if self._facts is None:
            try:
                self._facts = self._handshake()
            except GraderError as error:
                self._refusal = error
                raise
        return self._facts

    def run(self, command: Command) -> CommandResult:
        _ = self.facts
        self._budget.spend(0)
        result = self._explained(lambda: self._shell.run(command))
        self._budget.spend(len(result.out) + len(result.err))
        return result

    def ask(self, request: EngineRequest) -> EngineAnswer:
        return only_answer(self.ask_each([request]))

    def ask_each(self, requests: Sequence[EngineRequest]) -> list[EngineAnswer | HostError]:
        started = time.monotonic()
        if self._engine is None:
            try:
                self._engine = self._found_engine(started + max((one.seconds for one in requests), default=0.0))
            except HostError as error:
                return [error] * len(requests)
        elapsed = time.monotonic() - started
        answers = self._engine.ask_each([replace(one, seconds=max(0.1, one.seconds - elapsed)) for one in requests])
        failed = [one for one in answers if isinstance(one, EngineUnavailable | GarbledAnswer)]
        lost = self._lost() if failed else None
        return [lost if lost and one in failed else one for one in answers]

    def on_exit(self, command: str) -> None:
        _ = self.facts
        self._explained(lambda: self._shell.on_exit(command, seconds=PROMISE_SECONDS * self._patience))

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
        self._transport.close()

    def _explained(self, action: Callable[[], T]) -> T:
        try:
            return action()
        except HostError as error:
            raise self._transport.explain(error) from error

    def _lost(self) -> HostError | None:
        """The error that says that the connection to the host, and so to its Engine, was lost; None if it holds."""
        try:
            if self._shell.is_ready:
                self._explained(lambda: self._shell.run(Command(":", seconds=_ALIVE_SECONDS * self._patience)))
        except HostError as error:
            return error
        return None

    def _handshake(self) -> HostFacts:
        noise = self._explained(lambda: self._shell.ready(max(0.1, self._deadline - time.monotonic())))
        question = Command(handshake.question(self._account), seconds=10 * self._patience)
        asked = time.time()
        answer = self._explained(lambda: self._shell.run(question))
        self._reached = time.monotonic()
        here = (asked + time.time()) / 2
        facts = handshake.parse(answer.out, url=self._transport.url, requested=self._account)
        offset = round(facts.clock - here, 3) if facts.clock else None
        return replace(facts, key=self._transport.host_key(noise), clock_offset=offset)

    def _found_engine(self, deadline: float) -> Engine:
        """The first connection on which an Engine answers.

        Raises:
            EngineUnavailable: there is no Engine, or the account may not use it. It is not looked for again at once.
            HostError: the connection to the host was lost.
        """
        started = time.monotonic()
        if self._no_engine_here is not None and started < self._look_again_at:
            raise self._no_engine_here
        last: HostError | None = None
        for dial in self._dials():
            left = deadline - time.monotonic()
            if left <= 0:
                break
            engine = Engine(dial, self._budget, patience=self._patience)
            try:
                answer = engine.ask(EngineRequest("GET", "/_ping", seconds=min(10.0 * self._patience, left)))
                if answer.status == 200:
                    return engine
            except HostError as error:
                last = error
            engine.close()
        if lost := self._lost():
            raise lost from last
        now = time.monotonic()
        self._look_again_at = now + max(LOOK_AGAIN_SECONDS, 2 * (now - started))
        self._no_engine_here = self._no_engine()
        raise self._no_engine_here from last

    def _dials(self) -> Iterator[Dial]:
        """Connections to the Engine of the graded account's docker CLI: to its socket first, then through commands."""
        facts = self.facts
        if facts.unsure:
            return
        named = facts.endpoint.removeprefix("unix://") if facts.endpoint.startswith("unix://") else ""
        # Root may open what the account may not; whether the account may is for a check to decide.
        open_to_us = facts.sockets or (facts.closed if facts.uid == 0 else ())
        if named or (not facts.endpoint and open_to_us):
            direct = self._transport.socket(named or open_to_us[0])
            if direct:
                yield direct
        if not facts.cli:
            return
        dial = shlex.join(["env", *facts.docker_settings, *_DIAL]) if facts.docker_settings else shlex.join(_DIAL)
        yield self._pipe(handshake.as_account(facts, dial))
        if facts.in_docker_group and facts.closed:
            yield self._pipe(handshake.as_account(facts, f"sg docker -c {shlex.quote(dial)}"))
        if facts.closed:
            yield self._pipe(f"sudo -n {dial}")

    def _pipe(self, command: str) -> Piped:
        pipe = self._transport.piped(command)
        self._pipes.append(pipe)
        return pipe

    def _no_engine(self) -> EngineUnavailable:
        facts = self.facts
        if facts.unsure:
            return EngineUnavailable(
                "{file} sets which Docker Engine {name} uses, but an interactive shell did not say which.",
                next_step="Log in by hand and look at what {file} does; a shell must start within 3 s without input.",
                file=facts.unsure,
                name=facts.graded.name,
            )
        if facts.sockets or facts.endpoint:
            return EngineUnavailable(
                "No Docker Engine answers at {endpoint}.",
                next_step="Check that it is running (systemctl status docker). Over SSH, also check that the server "
                "allows forwarding and that the account has the docker command.",
                endpoint=facts.endpoint or facts.sockets[0],
            )
        if facts.closed:
            return EngineUnavailable(
                "User {name} is not allowed to use the Docker Engine ({socket}).",
                next_step="Check that {name} is in the group “docker” (id {name}). If so, log out and in again.",
                name=facts.graded.name,
                socket=facts.closed[0],
            )
        if facts.cli:
            return EngineUnavailable(
                "Docker is installed, but no Docker Engine is running.",
                next_step="Start it; exercise ex01 shows how.",
            )
        return EngineUnavailable(
            "There is no Docker Engine on this host.", next_step="Install it; exercise ex01 shows how."
        )
