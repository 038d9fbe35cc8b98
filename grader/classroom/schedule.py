"""Visits many hosts at a time; a visit that fails does not affect the others."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from grader.checking.attempt import Attempt, Update
from grader.checking.job import Job
from grader.errors import CheckBroken, GraderError


class Executor(Protocol):
    """Carries out visits, in processes on this machine or on a cluster. Used by many threads at a time."""

    def visit(self, jobs: Sequence[Job], *, on_update: Callable[[Update], None]) -> list[Attempt]:
        """Carry out one student's jobs; returns an attempt for each, whatever happens.

        Raises:
            GraderError: the executor itself is broken.
        """
        ...

    def stop(self) -> None:
        """End the running visits; each cleans up on its host."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One student's jobs, all on that student's host."""

    student: str
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class VisitStarted:
    """A visit has begun."""

    visit: PlannedVisit


@dataclass(frozen=True, slots=True)
class VisitMoved:
    """A visit has reached this exercise."""

    visit: PlannedVisit
    exercise: str


@dataclass(frozen=True, slots=True)
class VisitEnded:
    """A visit has ended. `unreachable`: its host was never reached; `final`: it will not be tried again.

    Missing evidence is not tried again, because it will not appear by itself.
    """

    visit: PlannedVisit
    attempts: tuple[Attempt, ...]
    unreachable: bool
    final: bool


Event = VisitStarted | VisitMoved | VisitEnded


@dataclass
class _Round:
    """The shared state of the threads of one round."""

    executor: Executor
    events: queue.SimpleQueue[Event | BaseException] = field(default_factory=queue.SimpleQueue)
    stopping: threading.Event = field(default_factory=threading.Event)

    def carry_out(self, visit: PlannedVisit, *, last: bool) -> None:
        if self.stopping.is_set():
            return
        self.events.put(VisitStarted(visit))
        reached: set[str] = set()

        def on_update(update: Update) -> None:
            if update.exercise not in reached:
                reached.add(update.exercise)
                self.events.put(VisitMoved(visit, update.exercise))

        try:
            self.events.put(_ended(visit, tuple(self.executor.visit(visit.jobs, on_update=on_update)), last=last))
        except GraderError as error:
            self.events.put(error)
        except BaseException as error:  # noqa: BLE001  the loop that waits for this thread must learn why it died
            self.events.put(
                CheckBroken("A visit failed ({said}).", next_step="This is a fault of the grader.", said=repr(error))
            )


def _ended(visit: PlannedVisit, attempts: tuple[Attempt, ...], *, last: bool) -> VisitEnded:
    unreachable = all(a.error is not None and a.evidence.manifest.host is None for a in attempts)
    again = unreachable and not last and not all(a.host.startswith("evidence:") for a in attempts)
    return VisitEnded(visit, attempts, unreachable, final=not again)


def carry_out(visits: Sequence[PlannedVisit], executor: Executor, *, at_once: int, retries: int) -> Generator[Event]:
    """Carry out visits, `at_once` at a time; those to unreachable hosts are repeated at the end, up to `retries` times.

    Events are yielded in the caller's thread. Closing the generator stops the visits.

    Raises:
        GraderError: the executor is broken.
    """
    waiting = list(visits)
    for turn in range(retries + 1):
        unreachable: list[PlannedVisit] = []
        with contextlib.closing(_one_round(waiting, executor, at_once, last=turn == retries)) as events:
            for event in events:
                if isinstance(event, VisitEnded) and not event.final:
                    unreachable.append(event.visit)
                yield event
        waiting = unreachable
        if not waiting:
            return


def _one_round(visits: Sequence[PlannedVisit], executor: Executor, at_once: int, *, last: bool) -> Generator[Event]:
    shared = _Round(executor)
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="visit")
    try:
        for visit in visits:
            pool.submit(shared.carry_out, visit, last=last)
        left = len(visits)
        while left:
            event = shared.events.get()
            if isinstance(event, BaseException):
                raise event
            left -= isinstance(event, VisitEnded)
            yield event
    except BaseException:
        shared.stopping.set()
        pool.shutdown(wait=False, cancel_futures=True)
        executor.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
