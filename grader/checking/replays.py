"""Replays evidence by the thousand: a few processes with the collected suites, each taking one replay after the other.

A replay waits for nobody, so that one that is silent for long hangs in its check. It costs itself only: its process is
ended, and another goes on with the rest.
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

from grader.checking.fork_server import Zygote
from grader.checking.isolated import Attempt, begun
from grader.checking.visit import Job, News, Tell, visit
from grader.checking.worker import listen
from grader.errors import CheckBroken, GraderError, HostTimeout

if TYPE_CHECKING:
    from grader.checking.collection import Collected

SILENCE_SECONDS = 20.0
"""How long a check may take in a replay, whatever the machine is busy with."""

_BATCH = 200
"""Replays that a process does. A new process is slow at first, and a large one keeps the others waiting at the end."""


def replays(
    jobs: Sequence[Job], *, processes: int | None = None, silence: float = SILENCE_SECONDS
) -> Iterator[Attempt]:
    """Replay the evidence that each job names as its host; one attempt for each job, in their order, without its facts.

    Raises:
        CheckBroken: the process that collects the suites is gone.
    """
    exercises = list({job.exercise.id: job.exercise for job in jobs}.values())
    if not exercises:
        return
    processes = processes or os.cpu_count() or 1
    size = max(1, min(_BATCH, math.ceil(len(jobs) / processes)))
    batches = iter([jobs[start : start + size] for start in range(0, len(jobs), size)])
    zygote = Zygote(exercises)
    pool = ThreadPoolExecutor(processes, thread_name_prefix="replay")
    try:
        waiting = [pool.submit(_batch, zygote, one, silence) for one in islice(batches, processes + 1)]
        while waiting:
            yield from waiting.pop(0).result()
            waiting += [pool.submit(_batch, zygote, one, silence) for one in islice(batches, 1)]
    except BaseException:
        zygote.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        zygote.close()


def _batch(zygote: Zygote, jobs: Sequence[Job], silence: float) -> list[Attempt]:
    found: list[Attempt] = []
    while len(found) < len(jobs):
        found += _some(zygote, jobs[len(found) :], silence)
    return found


def _some(zygote: Zygote, jobs: Sequence[Job], silence: float) -> list[Attempt]:
    """The attempts up to the end, or up to the first that ends its process."""
    attempts = [begun(job) for job in jobs]
    read, pid = zygote.fork(functools.partial(_replay, jobs=list(jobs)))
    try:
        for news in listen(read, math.inf, silence=silence):
            attempts[news.place].take(news)
    except (GraderError, KeyboardInterrupt) as hindrance:
        zygote.end(pid, read)
        ended = next((at for at, one in enumerate(attempts) if not one.done and one.error is None), len(jobs) - 1)
        attempts[ended].error = _said(hindrance, silence)
        return attempts[: ended + 1]
    finally:
        zygote.let_go(pid, read)
    return attempts


def _said(hindrance: BaseException, silence: float) -> GraderError:
    if isinstance(hindrance, HostTimeout):
        return CheckBroken(
            f"A check did not end within {silence:g} s in the replay, where nothing has to be waited for.",
            next_step="The check hangs, or this machine is overloaded: look at the check, then try again.",
        )
    if isinstance(hindrance, GraderError):
        return hindrance
    return CheckBroken("The replay was interrupted.", next_step="Run this again.")


def _replay(collected: Collected, *, jobs: Sequence[Job], tell: Tell) -> None:
    """What the child does. The facts are in the evidence already, so that nobody is told them again."""

    def tell_of(place: int, news: News) -> None:
        tell(replace(news, facts=(), place=place))

    for place, job in enumerate(jobs):
        visit(collected, [job], functools.partial(tell_of, place))
