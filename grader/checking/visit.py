"""Checks exercises on one host, in this process, telling each verdict and fact as it falls."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import JsonValue

from grader import __version__
from grader.checks.verdict import Verdict
from grader.course.exercise import Exercise
from grader.course.parameters import Params, differing, listed
from grader.errors import GraderError, UsageError
from grader.evidence.cache import FRESH_SECONDS, CachingHost, RecordedHost
from grader.evidence.file import Fact, Manifest
from grader.evidence.recording import RecordingHost
from grader.evidence.redaction import Redaction, Redactor
from grader.evidence.replay import ReplayHost
from grader.hosts.address import HostOptions
from grader.hosts.base import Live

if TYPE_CHECKING:
    from grader.checking.collection import Collected


@dataclass(frozen=True)
class Job:
    """One exercise to be checked on one host."""

    exercise: Exercise
    host: str
    options: HostOptions = field(default_factory=HostOptions)
    account: str = ""
    """Whom to grade there; by default who logs in."""
    params: Mapping[str, JsonValue] | None = None
    """Parameters that differ from the exercise's own. None: a replay takes those that it was recorded with."""
    only: tuple[str, ...] = ()
    student: str | None = None
    patience: float = 1.0
    """Multiplies every wait and every check's time limit."""
    redaction: Redaction = field(default_factory=Redaction)
    """How secrets are replaced in what is recorded."""

    @property
    def seconds(self) -> float:
        """The deadline for all of it."""
        return self.exercise.file.seconds * self.patience


@dataclass(frozen=True)
class News:
    """What came out of a running suite: verdicts, facts, at last the manifest, or why it ended early."""

    exercise: str
    verdict: Verdict | None = None
    facts: tuple[Fact, ...] = ()
    manifest: Manifest | None = None
    seconds: float | None = None
    """With the manifest: how long the exercise took."""
    error: GraderError | None = None
    place: int = 0
    """Which one of many replays it is of."""


Tell = Callable[[News], None]


def run_here(job: Job, tell: Tell) -> None:
    """Check one exercise.

    Raises:
        GraderError: the host could not be reached, or the suite cannot be loaded.
    """
    with contextlib.closing(_opened(job)) as host:
        # Imported only now: while this takes its time, ssh is already on its way to the host.
        from grader.checking.collection import collect  # noqa: PLC0415

        collect([job.exercise], lambda collected: Visit(collected, host, tell).examine(job))


def _opened(job: Job) -> Live | ReplayHost:
    # Imported here: who hands out jobs reaches no host.
    from grader.evidence.open import open_host_or_evidence  # noqa: PLC0415

    return open_host_or_evidence(job.host, job.options, account=job.account)


def visit(collected: Collected, jobs: Sequence[Job], tell: Tell) -> None:
    """Check one student's exercises, one after the other, with one login for those on the same host.

    What goes wrong with one exercise, or with its host, is told as its error.
    """
    for _, together in itertools.groupby(jobs, key=lambda job: (job.host, job.account)):
        same_host = list(together)
        try:
            with contextlib.closing(_opened(same_host[0])) as host:
                _ = host.facts
                tell(News(same_host[0].exercise.id))
                here = Visit(collected, host, tell)
                for job in same_host:
                    here.examine(job)
        except GraderError as error:
            for job in same_host:
                tell(News(job.exercise.id, error=error))


class Visit:
    """Checks exercises on a host that is open already. What is asked of every host is asked once, while it is fresh."""

    def __init__(self, collected: Collected, host: Live | ReplayHost, tell: Tell) -> None:
        self._collected = collected
        self._host = host
        self._tell = tell
        self._snapshot: tuple[Fact, ...] = ()
        self._taken = 0.0

    def examine(self, job: Job) -> None:
        """Check one exercise. What hinders is told, not raised.

        Raises:
            UsageError: the host is evidence of another exercise.
        """
        source = self._recorded_host(job)
        told = 0
        began = time.monotonic()

        def fresh() -> tuple[Fact, ...]:
            nonlocal told
            facts = tuple(source.evidence.facts[told:])
            told += len(facts)
            return facts

        error = None
        try:
            self._check(job, source, lambda verdict: self._tell(News(job.exercise.id, verdict, fresh())))
        except GraderError as hindrance:
            error = hindrance
        seconds = round(time.monotonic() - began, 3)
        manifest = source.evidence.manifest
        self._tell(News(job.exercise.id, facts=fresh(), manifest=manifest, seconds=seconds, error=error))

    def _recorded_host(self, job: Job) -> RecordedHost:
        """The host with its evidence: new evidence that begins with the snapshot, or the evidence that is replayed."""
        if isinstance(self._host, ReplayHost):
            recorded = self._host.evidence.manifest
            _insist_on(job, recorded)
            was, own = differing(job.exercise, recorded.params, _params(job, recorded))
            if own:
                self._host.next_step = _record_again(was, own)
            return self._host
        if self._snapshot and self._host.now() - self._taken > FRESH_SECONDS:
            self._snapshot = ()
        recording = RecordingHost(self._host, Redactor(job.redaction), begun=self._snapshot)
        recording.evidence.manifest = _manifest(job)
        return recording

    def _check(self, job: Job, source: RecordedHost, emit: Callable[[Verdict], None]) -> None:
        from grader.checking.snapshot import take  # noqa: PLC0415
        from grader.checks.session import Session  # noqa: PLC0415

        cache = CachingHost(source)
        params = {**job.exercise.file.params, **_params(job, source.evidence.manifest)}
        session = Session(cache, params, patience=job.patience, seconds=job.seconds)
        _ = session.facts  # a host that is not reached is no host whose checks fail
        self._tell(News(job.exercise.id, manifest=source.evidence.manifest))  # we may not come to the end
        anew = not self._snapshot
        self._taken = self._host.now() if anew else self._taken
        cache.learn(range(len(self._snapshot)))
        take(session, cache, job.exercise.file.check_seconds, anew=anew)
        if anew and isinstance(source, RecordingHost):
            self._snapshot = tuple(source.evidence.facts)
        self._collected.check(job.exercise, session, emit, only=job.only, looked_at=cache.looked_at)


def _manifest(job: Job) -> Manifest:
    return Manifest(
        exercise=job.exercise.id,
        student=job.student,
        account=job.account,
        params=dict(job.params or {}),
        started=datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
        grader=__version__,
    )


def _params(job: Job, recorded: Manifest) -> Params:
    """The parameters that differ from the exercise's own."""
    return recorded.params if job.params is None else job.params


def _record_again(was: Params, own: Params) -> str:
    return f"It was recorded with {listed(was)}. Record it again with the student's own values: {listed(own)}."


def _insist_on(job: Job, recorded: Manifest) -> None:
    if recorded.exercise != job.exercise.id:
        raise UsageError(
            f"{job.host} is evidence of {recorded.exercise or 'no exercise'}, not of {job.exercise.id}.",
            next_step=f"Take the file that was recorded for {job.exercise.id}.",
        )
    if recorded.host is not None and job.account not in {"", recorded.host.graded.name}:
        raise UsageError(
            f"{job.host} is evidence of the account {recorded.host.graded.name}, not of {job.account}.",
            next_step=f"Name that one with --account, or take the file that was recorded for {job.account}.",
        )
