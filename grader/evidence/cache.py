"""A host that is not asked again what it has answered already and what cannot have changed since."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from grader.evidence.facts import asked, raw
from grader.evidence.file import Evidence
from grader.hosts.base import Command, CommandResult, EngineAnswer, EngineRequest, Host, HostFacts

FRESH_SECONDS = 5.0
"""For how long an Engine's answer is taken for what it would answer now."""

_LOOKS = {"GET", "HEAD"}
"""What changes nothing on an Engine."""


class RecordedHost(Host, Protocol):
    """A host whose answers are kept as evidence: a live one, or one that is replayed."""

    @property
    def evidence(self) -> Evidence: ...

    @property
    def last(self) -> int:
        """The index of the last answer among the facts; -1 before the first."""
        ...

    def ask_each(self, requests: Sequence[EngineRequest]) -> list[int]:
        """Put requests that do not depend on each other; returns the indices of the answers among the facts.

        An error of one of them is kept there as well, and not raised.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Known:
    answer: EngineAnswer
    place: int
    spent: float


class CachingHost:
    """Wraps a recording or a replay, so that both are asked the same questions in the same order.

    An answer to a GET or HEAD is remembered until anything else is asked, until time passes on purpose, or until the
    questions since took `FRESH_SECONDS`. All of that is in the evidence, so a replay caches alike.
    """

    def __init__(self, host: RecordedHost) -> None:
        self._host = host
        self._known: dict[str, _Known] = {}
        self._spent = 0.0
        self._looked_at: set[int] = set()

    @property
    def facts(self) -> HostFacts:
        return self._host.facts

    def run(self, command: Command) -> CommandResult:
        with self._noted():
            return self._host.run(command)

    def ask(self, request: EngineRequest) -> EngineAnswer:
        if request.method not in _LOOKS:
            self._known.clear()
            with self._noted():
                return self._host.ask(request)
        known = self._known.get(asked(request))
        if known is None or self._spent - known.spent > FRESH_SECONDS:
            with self._noted():
                answer = self._host.ask(request)
            known = _Known(answer, self._host.last, self._spent)
            self._known[asked(request)] = known
        self._looked_at.add(known.place)
        return known.answer

    def ask_each(self, requests: Sequence[EngineRequest]) -> None:
        """Ask at once what will be asked anyway; what hinders is found when it is."""
        self.learn(self._host.ask_each([one for one in requests if asked(one) not in self._known]))

    def learn(self, places: Iterable[int]) -> None:
        """Cache answers that are in the evidence already, by their indices."""
        for place in places:
            fact = self._host.evidence.facts[place]
            if fact.status is not None and (fact.request or "").partition(" ")[0] in _LOOKS:
                answer = EngineAnswer(fact.status, fact.headers, raw(fact.body), fact.seconds)
                self._known[fact.key] = _Known(answer, place, self._spent)

    def alias(self, target: str, other: str) -> None:
        """Take the answer to one GET for that to another, which asks for the same object under its other name."""
        known = self._known.get(f"GET {target}\n")
        if known is not None:
            self._known.setdefault(f"GET {other}\n", known)

    def looked_at(self) -> frozenset[int]:
        """The indices of the answers that were given out since this was last called."""
        places = frozenset(self._looked_at)
        self._looked_at.clear()
        return places

    def on_exit(self, command: str) -> None:
        self._host.on_exit(command)

    def sleep(self, seconds: float) -> None:
        self._known.clear()
        self._host.sleep(seconds)

    def now(self) -> float:
        return self._host.now()

    def close(self) -> None:
        self._host.close()

    @contextlib.contextmanager
    def _noted(self) -> Iterator[None]:
        """Note which answer was given out, and how long it took; errors are answers, too."""
        try:
            yield
        finally:
            place = self._host.last
            if place >= 0:
                self._looked_at.add(place)
                self._spent += self._host.evidence.facts[place].seconds
