"""A host that records every question and answer as evidence. Every live host is wrapped in one."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from grader.errors import GarbledAnswer, HostError
from grader.evidence.facts import Fact, failure, kept, raw, refused, weight
from grader.evidence.file import Evidence
from grader.evidence.redaction import Redactor
from grader.hosts.base import Command, CommandResult, EngineAnswer, EngineRequest, HostFacts, Live
from grader.hosts.budget import Budget

_HEADERS = {"content-type", "api-version", "server", "x-docker-container-path-stat", "ostype", "libpod-api-version"}
_START = re.compile(r"/exec/([0-9a-f]+)/start$")
_LOGS = re.compile(r"/containers/[^/]+/logs(\?|$)")


class RecordingHost:
    """Forwards every question to a live host and records the answer with its secrets redacted.

    The caller gets the redacted answer too, so that a check sees the same in a replay.

    Args:
        host: the live host.
        redactor: redacts secrets; by default with a random key.
        begun: facts that an earlier recording of this visit has of the same host.
        budget: what may be kept of this visit's answers; one that exceeds it is recorded as an error.

    A secret that an answer tells is hidden in it and in all later ones, wherever it appears. Earlier answers stay as
    checks have seen them, except for those that came while `learning`.
    """

    def __init__(
        self,
        host: Live,
        redactor: Redactor | None = None,
        *,
        begun: Sequence[Fact] = (),
        budget: Budget | None = None,
    ) -> None:
        self._host = host
        self._budget = budget or Budget()
        self._redactor = redactor or Redactor()
        self._secret_execs: set[str] = set()
        self._learning = False
        self.evidence = Evidence(facts=list(begun))

    @property
    def facts(self) -> HostFacts:
        facts = self._host.facts
        if self.evidence.manifest.host is None:
            self.evidence.manifest = self.evidence.manifest.model_copy(update={"host": facts})
        return facts

    @property
    def last(self) -> int:
        """The index of the last answer among the facts; -1 before the first."""
        return len(self.evidence.facts) - 1

    def run(self, command: Command) -> CommandResult:
        _ = self.facts
        at = self._at()
        try:
            result = self._host.run(command)
        except HostError as raised:
            error = self._told(raised)
            self._failed(at, error, command=command.text)
            raise error from raised
        out, err = self._hidden(self._redactor.text, result.out, result.err)
        result = replace(result, out=out, err=err)
        self._keep(
            Fact(
                at=at,
                seconds=round(result.seconds, 4),
                command=command.text,
                rc=result.rc,
                out=kept(result.out),
                err=kept(result.err),
                timed_out=result.timed_out,
                truncated=result.truncated,
            )
        )
        return result

    def ask(self, request: EngineRequest) -> EngineAnswer:
        _ = self.facts
        at = self._at()
        [answer] = self._host.ask_each([request])
        return self._kept(request, at, answer)

    def ask_each(self, requests: Sequence[EngineRequest]) -> list[int]:
        """Put independent requests at once; returns the indices of the answers among the facts."""
        if not requests:
            return []
        _ = self.facts
        at, first = self._at(), len(self.evidence.facts)
        answers = self._host.ask_each(requests)[::-1]
        for request in requests:
            with contextlib.suppress(HostError):
                self._kept(request, at, answers.pop())  # so that no answer is held twice for long
        return list(range(first, len(self.evidence.facts)))

    @contextlib.contextmanager
    def learning(self) -> Iterator[None]:
        """Ask for what no check has seen yet; at the end, hide all secrets in it that came to be known by then."""
        self._learning = True
        try:
            yield
        finally:
            self._learning = False
            self._settle()
            for index, fact in enumerate(self.evidence.facts):
                self.evidence.facts[index] = self._again(fact)

    def on_exit(self, command: str) -> None:
        self._host.on_exit(command)

    def sleep(self, seconds: float) -> None:
        self._host.sleep(seconds)

    def now(self) -> float:
        return self._host.now()

    def close(self) -> None:
        self._host.close()

    def _at(self) -> float:
        return round(self._host.now(), 4)

    def _kept(self, request: EngineRequest, at: float, answer: EngineAnswer | HostError) -> EngineAnswer:
        asked = f"{request.method} {request.target}"
        if isinstance(answer, HostError):
            error = self._told(answer)
            self._failed(at, error, request=asked, sent=kept(request.body))
            raise error
        clean = replace(
            answer,
            body=self._clean(request, answer),
            headers=tuple((k, v) for k, v in answer.headers if k.lower() in _HEADERS),
        )
        self._keep(
            Fact(
                at=at,
                seconds=round(clean.seconds, 4),
                request=asked,
                sent=kept(request.body),
                status=clean.status,
                headers=clean.headers,
                body=kept(clean.body),
            )
        )
        return clean

    def _keep(self, fact: Fact) -> None:
        """Record a fact.

        Raises:
            GarbledAnswer: with it, the visit's answers take too much; this is recorded in its place.
        """
        try:
            self._budget.spend(weight(fact))
        except GarbledAnswer as error:
            self.evidence.facts.append(refused(fact, error))
            raise
        self.evidence.facts.append(fact)

    def _failed(self, at: float, error: HostError, **asked: object) -> None:
        self.evidence.facts.append(
            Fact.model_validate(
                {
                    "at": at,
                    "seconds": round(max(0.0, self._at() - at), 4),
                    **failure(error),
                    **asked,
                }
            )
        )

    def _told(self, error: HostError) -> HostError:
        """The error with the secrets replaced in what the host said."""
        clean = self._redactor.message(error.message)
        return error if clean == error.message else type(error).of(clean)

    def _clean(self, request: EngineRequest, answer: EngineAnswer) -> bytes:
        started = _START.search(request.target)
        if started and started.group(1) in self._secret_execs:
            clean = self._redactor.frames(answer.body)
            self._settle()
            return clean
        if request.target.endswith("/exec") and self._redactor.is_secret_file(_words(request.body)):
            self._secret_execs.add(str(_object(answer.body).get("Id")))
        [clean] = self._hidden(self._redaction_of(request.target, answer.status), answer.body)
        return clean

    def _redaction_of(self, target: str, status: int) -> Callable[[bytes], bytes]:
        is_stream = status == 200 and (_START.search(target) or _LOGS.search(target))
        return self._redactor.stream if is_stream else self._redactor.answer

    def _hidden(self, redact: Callable[[bytes], bytes], *said: bytes) -> list[bytes]:
        """Outputs with secrets replaced, those too that only the whole of them tells."""
        clean = [redact(one) for one in said]
        return [redact(one) for one in clean] if not self._learning and self._settle(*clean) else clean

    def _settle(self, *latest: bytes) -> bool:
        def answers() -> Iterator[str]:
            yield from (one.decode("utf-8", "replace") for one in latest)
            yield from (fact.body for fact in self.evidence.facts if isinstance(fact.body, str))

        host = self.evidence.manifest.host
        return self._redactor.settle(answers, f"{host.user}\n{host.home}" if host else "")

    def _again(self, fact: Fact) -> Fact:
        """A fact with the secrets replaced that were not known when it was recorded."""
        said = {name: raw(value) for name in ("out", "err", "body") if (value := getattr(fact, name))}
        if not any(self._redactor.knows(one.decode("utf-8", "surrogateescape")) for one in said.values()):
            return fact
        redact = (
            self._redactor.text
            if fact.request is None
            else self._redaction_of(fact.request.partition(" ")[2], fact.status or 0)
        )
        clean = fact.model_copy(update={name: kept(redact(one)) for name, one in said.items()})
        try:
            self._budget.spend(max(0, weight(clean) - weight(fact)))
        except GarbledAnswer as error:
            return refused(fact, error)
        return clean


def _object(body: bytes) -> dict[str, object]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _words(body: bytes) -> list[str]:
    words = _object(body).get("Cmd")
    return [str(word) for word in words] if isinstance(words, list) else []
