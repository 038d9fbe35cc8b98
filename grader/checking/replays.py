"""Replays evidence in a few long-lived worker processes, each of which does one replay after the other.

A replay never waits for a host, so one that sends nothing for long hangs in a check. Its worker is ended, and another
worker does the remaining replays.
"""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from grader.checking.attempt import Attempt, Send, Update, begun
from grader.checking.fork_client import ForkServer
from grader.checking.job import Job
from grader.checking.suite_state import SuiteState
from grader.checking.visit import visit
from grader.checking.worker import read_messages
from grader.errors import CheckBroken, GraderError, HostTimeout

if TYPE_CHECKING:
    from grader.checking.collection import Collection

SILENCE_SECONDS = 20.0
"""How long a check may take in a replay, even on a busy machine."""

_BATCH = 200
"""Replays per worker. A new worker is slow at first; a large batch would keep the others waiting at the end."""


def replays(
    jobs: Sequence[Job], *, processes: int | None = None, silence: float = SILENCE_SECONDS
) -> Iterator[Attempt]:
    """ReplayHost the evidence that each job names as its host. Yields one attempt per job, in order and without facts.

    Raises:
        CheckBroken: the fork server is gone.
    """
    exercises = list({job.exercise.id: job.exercise for job in jobs}.values())
    if not exercises:
        return
    processes = processes or os.cpu_count() or 1
    size = max(1, min(_BATCH, math.ceil(len(jobs) / processes)))
    batches = iter([jobs[start : start + size] for start in range(0, len(jobs), size)])
    server = ForkServer(exercises)
    pool = ThreadPoolExecutor(processes, thread_name_prefix="replay")
    try:
        waiting = [pool.submit(_batch, server, one, silence) for one in islice(batches, processes + 1)]
        while waiting:
            yield from waiting.pop(0).result()
            waiting += [pool.submit(_batch, server, one, silence) for one in islice(batches, 1)]
    except BaseException:
        server.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        server.close()


def _batch(server: ForkServer, jobs: Sequence[Job], silence: float) -> list[Attempt]:
    done: list[Attempt] = []
    while len(done) < len(jobs):
        done += _some(server, jobs[len(done) :], silence)
    return done


def _some(server: ForkServer, jobs: Sequence[Job], silence: float) -> list[Attempt]:
    """The attempts of all jobs, or of those up to the first that ends its worker."""
    attempts = [begun(job) for job in jobs]
    with server.fork(functools.partial(_replay, jobs=list(jobs))) as worker:
        try:
            for update in read_messages(worker.updates, math.inf, silence=silence):
                attempts[update.replay].add(update)
        except (GraderError, KeyboardInterrupt) as raised:
            worker.end()
            failed = next((i for i, one in enumerate(attempts) if not one.done and one.error is None), len(jobs) - 1)
            attempts[failed].error = _error(raised, silence)
            return attempts[: failed + 1]
    return attempts


def _error(raised: BaseException, silence: float) -> GraderError:
    if isinstance(raised, HostTimeout):
        return CheckBroken(
            "A check took longer than {seconds} s in a replay, where nothing has to be waited for.",
            next_step="The check hangs, or this machine is overloaded: look at the check, then try again.",
            seconds=silence,
        )
    if isinstance(raised, GraderError):
        return raised
    return CheckBroken("The replay was interrupted.", next_step="Run the command again.")


def _replay(collection: Collection, *, jobs: Sequence[Job], send: Send) -> None:
    """The worker's task. Facts are not sent: the parent has them in the evidence."""

    def send_without_facts(index: int, update: Update) -> None:
        send(replace(update, facts=(), replay=index))

    state = SuiteState(jobs[0].exercise.folder.parent)
    for index, job in enumerate(jobs):
        visit(collection, [job], functools.partial(send_without_facts, index))
        state.reset()
