"""A host that writes down all it is asked. It wraps every live host, always."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace

from grader.errors import HostError
from grader.hosts.base import Command, CommandResult, EngineAnswer, EngineRequest, Host, HostFacts
from grader.hosts.redact import Redactor
from grader.hosts.tape import Fact, Tape, kept

_HEADERS = {"content-type", "api-version", "server", "x-docker-container-path-stat", "ostype", "libpod-api-version"}


class Recording:
    """Passes every question on and keeps the answer, without its secrets. The caller sees what is kept."""

    def __init__(self, host: Host, redactor: Redactor | None = None) -> None:
        self._host = host
        self._redactor = redactor or Redactor()
        self._secret_execs: set[str] = set()
        self._started = time.monotonic()
        self.tape = Tape()

    @property
    def facts(self) -> HostFacts:
        facts = self._host.facts
        if self.tape.manifest.host is None:
            self.tape.manifest = self.tape.manifest.model_copy(update={"host": facts})
        return facts

    def run(self, command: Command) -> CommandResult:
        _ = self.facts
        at = self._at()
        try:
            result = self._host.run(command)
        except HostError as error:
            self._failed(at, error, command=command.text)
            raise
        result = replace(result, out=self._redactor.text(result.out), err=self._redactor.text(result.err))
        self.tape.facts.append(
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
        asked = f"{request.method} {request.target}"
        try:
            answer = self._host.ask(request)
        except HostError as error:
            self._failed(at, error, request=asked, sent=kept(request.body))
            raise
        answer = replace(
            answer,
            body=self._clean(request, answer),
            headers=tuple((k, v) for k, v in answer.headers if k.lower() in _HEADERS),
        )
        self.tape.facts.append(
            Fact(
                at=at,
                seconds=round(answer.seconds, 4),
                request=asked,
                sent=kept(request.body),
                status=answer.status,
                headers=answer.headers,
                body=kept(answer.body),
            )
        )
        return answer

    def on_exit(self, command: str) -> None:
        self._host.on_exit(command)

    def sleep(self, seconds: float) -> None:
        self._host.sleep(seconds)

    def now(self) -> float:
        return self._host.now()

    def close(self) -> None:
        self._host.close()

    def _at(self) -> float:
        return round(time.monotonic() - self._started, 4)

    def _failed(self, at: float, error: HostError, **asked: object) -> None:
        self.tape.facts.append(
            Fact.model_validate(
                {
                    "at": at,
                    "seconds": self._at() - at,
                    "error": type(error).__name__,
                    "problem": error.problem,
                    "next_step": error.next_step,
                    **asked,
                }
            )
        )

    def _clean(self, request: EngineRequest, answer: EngineAnswer) -> bytes:
        started = re.search(r"/exec/([0-9a-f]+)/start$", request.target)
        if started and started.group(1) in self._secret_execs:
            return self._redactor.frames(answer.body)
        if answer.status == 200 and (started or re.search(r"/containers/[^/]+/logs(\?|$)", request.target)):
            return self._redactor.stream(answer.body)
        if request.target.endswith("/exec") and self._redactor.is_secret_file(_words(request.body)):
            self._secret_execs.add(str(_object(answer.body).get("Id")))
        return self._redactor.answer(answer.body)


def _object(body: bytes) -> dict[str, object]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _words(body: bytes) -> list[str]:
    words = _object(body).get("Cmd")
    return [str(word) for word in words] if isinstance(words, list) else []
