"""A cache of a host's answers that works in the same way live and in a replay."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from grader.evidence.facts import raw, request_key
from grader.evidence.file import Evidence
from grader.hosts.base import Command, CommandResult, EngineAnswer, EngineRequest, Host, HostFacts

FRESH_SECONDS = 5.0
"""How long an Engine's answer is taken for current, in seconds that the questions since then took."""

_SAFE_METHODS = {"GET", "HEAD"}
"""The HTTP methods that change nothing on an Engine."""


class RecordedHost(Host, Protocol):
    """A host whose answers are kept as evidence: a live one, or one that is replayed."""

    @property
    def evidence(self) -> Evidence: ...

    @property
    def last(self) -> int:
        """The index of the last answer among the facts; -1 before the first."""
        ...

    def ask_each(self, requests: Sequence[EngineRequest]) -> list[int]:
        """Send independent requests at once; returns the indices of the answers among the facts.

        An error of one of them is not raised: it is among the facts as well.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Cached:
    index: int
    """The index of the answer among the facts. It is not held twice, and a secret may be found in it yet."""
    spent: float


class CachingHost:
    """A host that caches the answers of a recorded host, live or replayed; both get the same questions in this way.

    The answer to a GET or HEAD is cached until a request of another method or a `sleep`, or until the questions since
    then took `FRESH_SECONDS`. All of this is in the evidence, so a replay caches the same answers.
    """

    def __init__(self, host: RecordedHost) -> None:
        self._host = host
        self._cache: dict[str, _Cached] = {}
        self._spent = 0.0
        self._used: set[int] = set()

    @property
    def facts(self) -> HostFacts:
        return self._host.facts

    def run(self, command: Command) -> CommandResult:
        with self._noting():
            return self._host.run(command)

    def ask(self, request: EngineRequest) -> EngineAnswer:
        if request.method not in _SAFE_METHODS:
            self._cache.clear()
            with self._noting():
                return replace(self._host.ask(request), fact=self._host.last)
        key = request_key(request)
        cached = self._cache.get(key)
        if cached is not None and self._spent - cached.spent <= FRESH_SECONDS:
            fact = self._host.evidence.facts[cached.index]
            if fact.status is not None:
                self._used.add(cached.index)
                return EngineAnswer(fact.status, fact.headers, raw(fact.body), fact.seconds, cached.index)
        with self._noting():
            answer = replace(self._host.ask(request), fact=self._host.last)
        self._cache[key] = _Cached(self._host.last, self._spent)
        return answer

    def ask_each(self, requests: Sequence[EngineRequest]) -> None:
        """Cache the answers to independent requests, sent at once; an error is raised when `ask` gets to it."""
        self.learn(self._host.ask_each([one for one in requests if request_key(one) not in self._cache]))

    def learn(self, indices: Iterable[int]) -> None:
        """Cache answers that are among the facts already, by their indices."""
        for index in indices:
            fact = self._host.evidence.facts[index]
            if fact.status is not None and (fact.request or "").partition(" ")[0] in _SAFE_METHODS:
                self._cache[fact.key] = _Cached(index, self._spent)

    def alias(self, target: str, other: str) -> None:
        """Use the cached answer to GET `target` for GET `other` as well, the same object under another name."""
        cached = self._cache.get(f"GET {target}\n")
        if cached is not None:
            self._cache.setdefault(f"GET {other}\n", cached)

    def grow_older(self, seconds: float) -> None:
        """Count what is cached as this many seconds older than it seems."""
        for key, one in self._cache.items():
            self._cache[key] = replace(one, spent=one.spent - seconds)

    def looked_at(self) -> frozenset[int]:
        """The indices of the facts that were used since the last call."""
        indices = frozenset(self._used)
        self._used.clear()
        return indices

    def on_exit(self, command: str) -> None:
        self._host.on_exit(command)

    def sleep(self, seconds: float) -> None:
        self._cache.clear()
        self._host.sleep(seconds)

    def now(self) -> float:
        return self._host.now()

    def close(self) -> None:
        self._host.close()

    @contextlib.contextmanager
    def _noting(self) -> Iterator[None]:
        """Note which fact was used, and how long it took; an error is a fact as well."""
        try:
            yield
        finally:
            index = self._host.last
            if index >= 0:
                self._used.add(index)
                self._spent += self._host.evidence.facts[index].seconds
