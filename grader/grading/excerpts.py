"""The facts behind a verdict, and the excerpts of them that a result shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grader.checks.verdict import Verdict
from grader.evidence.file import Evidence, Fact, raw
from grader.grading.result import Excerpt

_EXCERPTS = 6
_CHARACTERS = 1_200


def facts_behind(verdict: Verdict, evidence: Evidence) -> list[Fact]:
    """The facts that a verdict was concluded from; none where the evidence is not available."""
    return [evidence.facts[at] for at in verdict.facts if at < len(evidence.facts)]


def excerpts(facts: Iterable[Fact]) -> list[Excerpt]:
    """The first of these facts, each with the beginning of its answer."""
    return [
        Excerpt(
            asked=fact.command if fact.command is not None else fact.request or "",
            answered=answer(fact)[:_CHARACTERS],
        )
        for fact in list(facts)[:_EXCERPTS]
    ]


def _decoded(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def answer(fact: Fact, readable: Callable[[bytes], str] = _decoded) -> str:
    """What a host answered; `readable` shows the body of an Engine's answer."""
    if fact.error:
        return f"{fact.error}: {fact.problem}"
    if fact.command is not None:
        said = (raw(fact.out) + raw(fact.err)).decode("utf-8", "replace").rstrip()
        return f"{said}\n(exit code {fact.rc})".lstrip()
    return f"{fact.status} {readable(raw(fact.body))}"
