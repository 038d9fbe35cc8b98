"""The result of running a suite against a host, built from the updates that the running suite sends."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from grader.checking.job import Job
from grader.checking.root_causes import resolved
from grader.checks.verdict import Verdict
from grader.errors import GraderError
from grader.evidence.facts import Fact, Manifest
from grader.evidence.file import Evidence


@dataclass(frozen=True)
class Update:
    """What a running suite reports: a verdict, facts, the manifest, or the error that ended it."""

    exercise: str
    verdict: Verdict | None = None
    facts: tuple[Fact, ...] = ()
    manifest: Manifest | None = None
    seconds: float | None = None
    """How long the exercise took; set in its last update only."""
    error: GraderError | None = None
    replay: int = 0
    """The index of the replay that this update belongs to, if one process does many."""


Send = Callable[[Update], None]


@dataclass
class Attempt:
    """One run of a suite against a host: its verdicts, its evidence, and the error that ended it, if any."""

    exercise: str
    host: str
    """The host's URL; for a replay, that of the recorded host."""
    started: datetime.datetime
    seconds: float = 0.0
    """Wall time in seconds; 0.0 if the process that ran it was ended early."""
    verdicts: list[Verdict] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)
    done: bool = False
    """Whether it came to its end, with or without an error."""
    error: GraderError | None = None
    """Why the run could not be completed; some checks then have no verdict."""

    def add(self, update: Update) -> None:
        """Add what the running suite has sent."""
        self.evidence.facts.extend(update.facts)
        if update.verdict:
            self.verdicts = resolved([*self.verdicts, update.verdict])
        if update.manifest:
            self.evidence.manifest = update.manifest
            if update.manifest.started:
                self.started = datetime.datetime.fromisoformat(update.manifest.started)
            if update.manifest.host:
                self.host = update.manifest.host.url
        if update.seconds is not None:
            self.seconds = update.seconds
            self.done = True
        if update.error:
            self.error = update.error


def begun(job: Job) -> Attempt:
    """A new attempt at a job, started now."""
    return Attempt(job.exercise.id, job.host, datetime.datetime.now(datetime.UTC))
