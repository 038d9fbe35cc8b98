"""Replays evidence (`evidence:FILE`): a host that answers from recorded facts."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Sequence

from grader import errors
from grader.evidence.facts import Fact, raw, request_key
from grader.evidence.file import Evidence
from grader.evidence.hashchain import counted
from grader.hosts.base import Command, CommandResult, EngineAnswer, EngineRequest, HostFacts
from grader.message import Message

_KINDS: dict[str, type[errors.GraderError]] = {
    kind.__name__: kind for kind in (*errors.HostError.__subclasses__(), errors.NotInEvidence)
}


class ReplayHost:
    """Answers each question with the answers that were recorded for it, in their order; the last one repeats.

    In torn evidence the last one does not repeat: the next answer may have been among the facts that are missing.

    Raises:
        NotInEvidence: from `run` and `ask`, for a question that was not recorded.
        HostError: from `run` and `ask`, if it was recorded instead of an answer; from `facts`, if the host was never
            reached.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.last = -1
        self.next_step = Message("This needs the live host: grade it again.")
        """What to advise about a question that was not recorded."""
        self._answers: dict[str, list[int]] = defaultdict(list)
        for index, fact in enumerate(evidence.facts):
            self._answers[fact.key].append(index)
        self._now = 0.0

    @property
    def facts(self) -> HostFacts:
        if self.evidence.manifest.host is None:
            raise errors.HostUnreachable(
                "The host was never reached when this evidence was recorded.", next_step="Grade the live host again."
            )
        return self.evidence.manifest.host

    def run(self, command: Command) -> CommandResult:
        fact = self._next(f"$ {command.text}", Message("the command “{command}”", command=command.text))
        return CommandResult(
            fact.rc or 0, raw(fact.out), raw(fact.err), fact.seconds, timed_out=fact.timed_out, truncated=fact.truncated
        )

    def ask(self, request: EngineRequest) -> EngineAnswer:
        fact = self._next(
            request_key(request), Message("the Engine request {request}", request=f"{request.method} {request.target}")
        )
        return EngineAnswer(fact.status or 0, fact.headers, raw(fact.body), fact.seconds)

    def ask_each(self, requests: Sequence[EngineRequest]) -> list[int]:
        """Look up these requests; returns the indices of the recorded answers among the facts."""
        indices = []
        for request in requests:
            with contextlib.suppress(errors.GraderError):
                self.ask(request)
                indices.append(self.last)
        return indices

    def on_exit(self, command: str) -> None:
        """Nothing was created, so there is nothing to clean up."""

    def sleep(self, seconds: float) -> None:
        self._now += seconds

    def now(self) -> float:
        return self._now

    def close(self) -> None:
        """Nothing to release."""

    def _next(self, key: str, what: Message) -> Fact:
        self.last = -1
        answers = self._answers.get(key)
        if not answers:
            raise errors.NotInEvidence(
                "Not in evidence (it is torn after {facts}): {what}."
                if self.evidence.torn
                else "Not in evidence: {what}.",
                next_step=self.next_step,
                what=what,
                facts=counted(len(self.evidence.facts)),
            )
        self.last = answers[0] if len(answers) == 1 and not self.evidence.torn else answers.pop(0)
        fact = self.evidence.facts[self.last]
        self._now = max(self._now, fact.at + fact.seconds)
        if fact.error is not None:
            kind = _KINDS.get(fact.error, errors.HostError)
            if fact.message is not None:
                raise kind.of(fact.message)
            raise kind(fact.problem or fact.error, next_step=fact.next_step or "Grade the live host again.")
        return fact
