"""What is to be checked: one exercise on one host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from grader.course.exercise import Exercise
from grader.evidence.facts import Fact
from grader.evidence.redaction import Redaction
from grader.hosts.address import HostOptions


@dataclass(frozen=True)
class Job:
    """One exercise to be checked on one host."""

    exercise: Exercise
    host: str
    """The host's URL, or `evidence:` and the path of a recording."""
    options: HostOptions = field(default_factory=HostOptions)
    account: str = ""
    """The account to grade; by default the one that logs in."""
    params: Mapping[str, JsonValue] | None = None
    """Parameters that differ from the exercise's own. None: a replay uses those it was recorded with."""
    only: tuple[str, ...] = ()
    """The checks to run, together with those they need; by default all of them."""
    student: str | None = None
    patience: float = 1.0
    """A factor by which every wait and every check's time limit is multiplied."""
    remote_engines: bool = True
    """Whether an Engine on another machine than the host's may be asked."""
    redaction: Redaction = field(default_factory=Redaction)
    """How secrets are replaced in the evidence."""
    changed: Mapping[int, Fact] = field(default_factory=dict)
    """Facts that take the place of those in evidence, by their index, for a replay of what might have been. Those with
    an index beyond its last one are added."""

    @property
    def seconds(self) -> float:
        """The time limit of the whole exercise."""
        return self.exercise.file.seconds * self.patience
