"""Checks exercises on one host, in this process, and sends each verdict and its facts as soon as they are known."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from grader import __version__
from grader.checking.attempt import Send, Update
from grader.checking.job import Job
from grader.checks.verdict import Verdict
from grader.course.parameters import Params, differing, listed
from grader.errors import EngineUnavailable, GraderError, UsageError
from grader.evidence.cache import FRESH_SECONDS, CachingHost, RecordedHost
from grader.evidence.facts import Fact, Manifest, weight
from grader.evidence.recording import RecordingHost
from grader.evidence.redaction import Redactor
from grader.evidence.replay import ReplayHost
from grader.hosts.base import Live
from grader.hosts.budget import Budget
from grader.message import Message

if TYPE_CHECKING:
    from grader.checking.collection import Collection

SHARED_BYTES = 2_000_000
"""Limit of a snapshot that exercises share, in bytes: each of them has it in its own evidence."""

MESSAGE_BYTES = 1_000_000
"""So many bytes of facts are sent at once, or else one fact."""


def run_here(jobs: Sequence[Job], send: Send) -> None:
    """Collect the suites of these exercises, and check them one after the other with a single login.

    All jobs are on the same host. An error of one exercise is sent as an update of that exercise.

    Raises:
        GraderError: the host could not be reached, or the suite cannot be loaded.
    """
    with contextlib.closing(_opened(jobs[0])) as host:
        # Imported only now: it takes a while, during which ssh already connects to the host.
        from grader.checking.collection import collect  # noqa: PLC0415

        def examine(collection: Collection) -> None:
            open_visit = Visit(collection, host, send)
            for job in jobs:
                open_visit.examine(job)

        collect([job.exercise for job in jobs], examine)


def _opened(job: Job) -> Live | ReplayHost:
    # Imported here: a process that only hands out jobs reaches no host.
    from grader.evidence.open import open_host_or_evidence  # noqa: PLC0415

    host = open_host_or_evidence(job.host, replace(job.options, patience=job.patience), account=job.account)
    if job.changed and isinstance(host, ReplayHost):
        facts = {**dict(enumerate(host.evidence.facts)), **job.changed}
        return ReplayHost(replace(host.evidence, facts=list(facts.values())))
    return host


def visit(collection: Collection, jobs: Sequence[Job], send: Send) -> None:
    """Check one student's exercises, one after the other, with a single login for consecutive jobs on the same host.

    An error of one exercise, or of its host, is sent as an update of that exercise; it is not raised.
    """
    for _, group in itertools.groupby(jobs, key=lambda job: (job.host, job.account, job.changed)):
        same_host = list(group)
        try:
            with contextlib.closing(_opened(same_host[0])) as host:
                _ = host.facts
                send(Update(same_host[0].exercise.id))
                open_visit = Visit(collection, host, send)
                for job in same_host:
                    open_visit.examine(job)
        except GraderError as error:
            for job in same_host:
                send(Update(job.exercise.id, error=error))


class Visit:
    """Checks exercises on an open host. They share the snapshot for as long as it is fresh, and the secrets."""

    def __init__(self, collection: Collection, host: Live | ReplayHost, send: Send) -> None:
        self._collection = collection
        self._host = host
        self._send = send
        self._snapshot: tuple[Fact, ...] = ()
        self._snapshot_at = 0.0
        self._redactor: Redactor | None = None
        self._budget = Budget()

    def examine(self, job: Job) -> None:
        """Check one exercise. Its error is sent, not raised.

        Raises:
            UsageError: the host is evidence of another exercise.
        """
        source = self._recorded_host(job)
        sent = 0
        started = time.monotonic()

        def unsent() -> tuple[Fact, ...]:
            """The facts that were not sent yet; of many or large ones the last: the others are sent before."""
            nonlocal sent
            *before, last = _messages(source.evidence.facts[sent:])
            for facts in before:
                self._send(Update(job.exercise.id, facts=facts))
            sent = len(source.evidence.facts)
            return last

        error = None
        try:
            self._check(job, source, lambda verdict: self._send(Update(job.exercise.id, verdict, unsent())))
        except GraderError as raised:
            error = raised
        seconds = round(time.monotonic() - started, 3)
        manifest = source.evidence.manifest
        self._send(Update(job.exercise.id, facts=unsent(), manifest=manifest, seconds=seconds, error=error))

    def _recorded_host(self, job: Job) -> RecordedHost:
        """The host with its evidence: new evidence that starts with the snapshot, or that which is replayed."""
        if isinstance(self._host, ReplayHost):
            recorded = self._host.evidence.manifest
            _check_identity(job, recorded)
            was, own = differing(job.exercise, recorded.params, _params(job, recorded))
            if own:
                self._host.next_step = _record_again(was, own)
            return self._host
        age = self._host.now() - self._snapshot_at
        if age > FRESH_SECONDS or sum(map(weight, self._snapshot)) > SHARED_BYTES:
            self._snapshot = ()
        self._redactor = self._redactor or Redactor(job.redaction)
        recording = RecordingHost(self._host, self._redactor, begun=self._snapshot, budget=self._budget)
        recording.evidence.manifest = _manifest(job, round(age, 3) if self._snapshot else None)
        return recording

    def _check(self, job: Job, source: RecordedHost, emit: Callable[[Verdict], None]) -> None:
        from grader.checking.snapshot import take  # noqa: PLC0415
        from grader.checks.session import Session  # noqa: PLC0415

        cache = CachingHost(source)
        params = {**job.exercise.file.params, **_params(job, source.evidence.manifest)}
        session = Session(cache, params, patience=job.patience, seconds=job.seconds)
        facts = session.facts  # raises if the host is unreachable: then no check may fail
        if facts.engine_elsewhere and not job.remote_engines:
            raise EngineUnavailable(
                "{name} on {host} uses a Docker Engine on another machine: {endpoint}.",
                next_step="Have {name} choose the Engine of this host (unset DOCKER_HOST; docker context use default), "
                "or write remote_engines: true into the class file.",
                name=facts.graded.name,
                host=facts.url,
                endpoint=facts.engine_elsewhere,
            )
        self._send(Update(job.exercise.id, manifest=source.evidence.manifest))  # in case the end is never reached
        first = not self._snapshot
        self._snapshot_at = self._host.now() if first else self._snapshot_at
        cache.learn(range(len(self._snapshot)))
        with source.learning() if isinstance(source, RecordingHost) else contextlib.nullcontext():
            take(session, cache, job.exercise.file.check_seconds, first=first)
        cache.grow_older(source.evidence.manifest.snapshot_age or 0.0)
        if first and isinstance(source, RecordingHost):
            self._snapshot = tuple(source.evidence.facts)
        self._collection.check(job.exercise, session, emit, only=job.only, looked_at=cache.looked_at)


def _messages(facts: Sequence[Fact]) -> list[tuple[Fact, ...]]:
    """The facts in parts, at least one, each so small that it costs little memory to send."""
    parts: list[list[Fact]] = [[]]
    size = 0
    for fact in facts:
        size += weight(fact)
        if size > MESSAGE_BYTES and parts[-1]:
            parts.append([])
            size = weight(fact)
        parts[-1].append(fact)
    return [tuple(part) for part in parts]


def _manifest(job: Job, snapshot_age: float | None) -> Manifest:
    return Manifest(
        exercise=job.exercise.id,
        student=job.student,
        account=job.account,
        params=dict(job.params or {}),
        started=datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
        grader=__version__,
        snapshot_age=snapshot_age,
    )


def _params(job: Job, recorded: Manifest) -> Params:
    """The parameters that differ from the exercise's own: the job's, or else the recorded ones."""
    return recorded.params if job.params is None else job.params


def _record_again(was: Params, own: Params) -> Message:
    return Message(
        "It was recorded with {recorded}. Record it again with the student's own values: {own}.",
        recorded=listed(was),
        own=listed(own),
    )


def _check_identity(job: Job, recorded: Manifest) -> None:
    if recorded.exercise != job.exercise.id:
        raise UsageError(
            "{path} is evidence of {exercise}, not of {other}."
            if recorded.exercise
            else "{path} is not evidence of {other}: it names no exercise.",
            next_step="Use the file that was recorded for {other}.",
            path=job.host,
            exercise=recorded.exercise,
            other=job.exercise.id,
        )
    if recorded.host is not None and job.account not in {"", recorded.host.graded.name}:
        raise UsageError(
            "{path} is evidence of the account {name}, not of {other}.",
            next_step="Choose {name} with --account, or use the file that was recorded for {other}.",
            path=job.host,
            name=recorded.host.graded.name,
            other=job.account,
        )
