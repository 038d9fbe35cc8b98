"""Runs a suite in a process of its own, which ends within its time limit, whatever a check or a host does."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import Pipe

from grader.checking import worker
from grader.checking.attempt import Attempt, Send, Update, begun
from grader.checking.forked import ForkedProcess
from grader.checking.job import Job
from grader.checking.visit import run_here
from grader.errors import GraderError


def _nothing() -> None:
    pass


def run(job: Job, *, meanwhile: Callable[[], None] = _nothing) -> Attempt:
    """Check one exercise on one host, as `run_all` does."""
    return run_all([job], meanwhile=meanwhile)[0]


def run_all(jobs: Sequence[Job], *, meanwhile: Callable[[], None] = _nothing) -> list[Attempt]:
    """Check exercises on one host with one login; one attempt for each job, which are of different exercises.

    Whatever happens there, this returns at most 2 s after the sum of the jobs' time limits. `meanwhile` is called while
    the worker connects to the host.
    """
    attempts = {job.exercise.id: begun(job) for job in jobs}
    started = mark = time.monotonic()
    ours, theirs = Pipe()
    pid = os.fork()
    if pid == 0:
        ours.close()
        worker.run(theirs, functools.partial(_check, jobs))
    theirs.close()
    try:
        meanwhile()
        for update in worker.read_messages(ours, started + sum(job.seconds for job in jobs)):
            attempt = attempts[update.exercise]
            attempt.add(update)
            if attempt.done:
                attempt.seconds, mark = round(time.monotonic() - mark, 3), time.monotonic()
    except GraderError as error:
        for attempt in _unfinished(attempts.values()):
            attempt.error = attempt.error or error
    finally:
        ours.close()
        _end(ForkedProcess(pid))
    for attempt in _unfinished(attempts.values())[:1]:
        attempt.seconds = round(time.monotonic() - mark, 3)
    return list(attempts.values())


def _unfinished(attempts: Iterable[Attempt]) -> list[Attempt]:
    return [one for one in attempts if not one.done]


def _check(jobs: Sequence[Job], send: Send) -> None:
    try:
        run_here(jobs, send)
    except GraderError as error:
        for job in jobs:
            send(Update(job.exercise.id, error=error))


def _end(child: ForkedProcess) -> None:
    """Wait for the child. Unless it is about to exit, have it clean up first; kill it if it does not."""
    for signalled, seconds in ((None, 0.05), (signal.SIGTERM, worker.GRACE_SECONDS), (signal.SIGKILL, 60.0)):
        if signalled is not None:
            child.send_signal(signalled)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
            return


def preload() -> None:
    """Import what every suite needs, so that many runs in a row need not import it again."""
    import grader.checking.collection  # noqa: PLC0415
    import grader.checking.snapshot  # noqa: PLC0415
    import grader.checks.session  # noqa: PLC0415
    import grader.evidence.open  # noqa: F401, PLC0415
