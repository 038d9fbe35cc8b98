"""Checks one exercise on one host, within its deadline whatever happens."""

from __future__ import annotations

import contextlib
import datetime
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from grader.checking.forked import Forked
from grader.checking.visit import Job, News, Tell, run_here
from grader.checking.worker import be_the_child, listen
from grader.checks.verdict import Verdict
from grader.errors import GraderError
from grader.evidence.file import Evidence

GRACE_SECONDS = 1.0
"""How long a process gets to clean up on the host once its deadline is over."""


@dataclass
class Attempt:
    """All that one run of a suite against a host brought."""

    exercise: str
    host: str
    """The host's URL; of a replay, that of the host that was recorded."""
    started: datetime.datetime
    seconds: float = 0.0
    verdicts: list[Verdict] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)
    done: bool = False
    """Whether it came to its end, with or without an error."""
    error: GraderError | None = None
    """Why the run as a whole could not tell; checks without a verdict then have none."""

    def take(self, news: News) -> None:
        """Add what the running suite told."""
        self.evidence.facts.extend(news.facts)
        if news.verdict:
            self.verdicts.append(news.verdict)
        if news.manifest:
            self.evidence.manifest = news.manifest
            if news.manifest.started:
                self.started = datetime.datetime.fromisoformat(news.manifest.started)
            if news.manifest.host:
                self.host = news.manifest.host.url
        if news.seconds is not None:
            self.seconds = news.seconds
            self.done = True
        if news.error:
            self.error = news.error


def _nothing() -> None:
    pass


def begun(job: Job) -> Attempt:
    """The attempt at a job, begun now."""
    return Attempt(job.exercise.id, job.host, datetime.datetime.now(datetime.UTC))


def run(job: Job, *, meanwhile: Callable[[], None] = _nothing) -> Attempt:
    """Check one exercise on one host. Whatever happens over there, this returns within the job's deadline plus 2 s.

    `meanwhile` is done while the host is being reached.
    """
    attempt = begun(job)
    started = time.monotonic()
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        be_the_child(write, lambda tell: _body(job, tell))
    os.close(write)
    try:
        meanwhile()
        for news in listen(read, started + job.seconds):
            attempt.take(news)
    except GraderError as error:
        attempt.error = error
    finally:
        os.close(read)
        _end(Forked(pid))
    attempt.seconds = round(time.monotonic() - started, 3)
    return attempt


def _body(job: Job, tell: Tell) -> None:
    try:
        run_here(job, tell)
    except GraderError as error:
        tell(News(job.exercise.id, error=error))


def _end(child: Forked) -> None:
    """Wait for the child; have it clean up first if it is not on its way out, and kill it should it not."""
    for signalled, seconds in ((None, 0.05), (signal.SIGTERM, GRACE_SECONDS), (signal.SIGKILL, 60.0)):
        if signalled is not None:
            child.send_signal(signalled)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
            return


def preload() -> None:
    """Load once what every suite needs, so that many runs in a row need not."""
    import grader.checking.collection  # noqa: PLC0415
    import grader.checks.session  # noqa: F401, PLC0415
