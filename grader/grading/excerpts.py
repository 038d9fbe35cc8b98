"""The facts behind a verdict, and the excerpts of them in a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grader.checks.verdict import Verdict
from grader.evidence.facts import Fact, raw
from grader.evidence.file import Evidence
from grader.grading.result import Excerpt

_MOST_EXCERPTS = 6
_LONGEST = 1_200
"""The longest answer in an excerpt, in characters."""


def facts_behind(verdict: Verdict, evidence: Evidence) -> list[Fact]:
    """The facts that a verdict is based on; empty without the evidence."""
    return [evidence.facts[at] for at in verdict.facts if at < len(evidence.facts)]


def excerpts(facts: Iterable[Fact]) -> list[Excerpt]:
    """The first few facts, each with the beginning of its answer."""
    return [
        Excerpt(
            asked=fact.command if fact.command is not None else fact.request or "",
            answered=answer(fact)[:_LONGEST],
        )
        for fact in list(facts)[:_MOST_EXCERPTS]
    ]


def _decoded(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def answer(fact: Fact, readable: Callable[[bytes], str] = _decoded) -> str:
    """The host's answer as text; `readable` decodes the body of an Engine response."""
    if fact.error:
        return f"{fact.error}: {fact.problem}"
    if fact.command is not None:
        output = (raw(fact.out) + raw(fact.err)).decode("utf-8", "replace").rstrip()
        return f"{output}\n(exit code {fact.rc})".lstrip()
    return f"{fact.status} {readable(raw(fact.body))}"
