"""A mutant: a solution's evidence in which one thing that a check read is different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.evidence.facts import Fact


@dataclass(frozen=True, slots=True, order=True)
class ReadValue:
    """A value that checks read; the values of all items of a list are one."""

    question: str
    """The question whose answer holds it, as a person would ask it: `docker inspect os3`."""
    place: str
    """Where it is in the answer, without positions: `Mounts[*].Source`; of a text `output`."""

    def __str__(self) -> str:
        return f"{self.question}: {self.place}" if self.place else self.question


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change."""

    value: ReadValue
    item: str
    """The same place with its positions, `Mounts[0].Source`; mutants of one item change the same."""
    change: str
    """What is different: `true → false`, `gone`."""
    facts: Mapping[int, Fact]
    """The facts that take the place of the solution's, by their index."""
    readers: frozenset[str]
    """The checks that read the value."""
    rule: str = ""
    """Why no check need judge the value: a key of `grader.authoring.mutants.rules.RULES`; empty if one should."""
    object: str = ""
    """The id of the object that the value belongs to, if it belongs to one."""
    is_gone: bool = False
    """Whether it is the object itself that is gone."""
