"""Visits to what students handed in: what is not there is told at once, as an error of its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.checking.run import Attempt, begun
from grader.checking.suite import Job, News
from grader.classroom.handins import HandIns
from grader.classroom.schedule import Executor, Visit
from grader.errors import NothingHandedIn


def not_handed_in(visits: Sequence[Visit], hand_ins: HandIns | None) -> list[str]:
    """What these visits would look for in vain among what was handed in."""
    if hand_ins is None:
        return []
    jobs = [job for visit in visits for job in visit.jobs]
    return [f"{job.student}: {error.problem}" for job in jobs if (error := _hindrance(job, hand_ins))]


class HandedIn:
    """An executor that leaves to another one all that can be looked at."""

    def __init__(self, executor: Executor, hand_ins: HandIns) -> None:
        self._executor = executor
        self._hand_ins = hand_ins

    def visit(self, jobs: Sequence[Job], *, on_news: Callable[[News], None]) -> list[Attempt]:
        hindered = [attempt for job in jobs if (attempt := self._hindered(job))]
        for attempt in hindered:
            on_news(News(attempt.exercise, error=attempt.error))
        without = {attempt.exercise for attempt in hindered}
        left = [job for job in jobs if job.exercise.id not in without]
        return hindered + (self._executor.visit(left, on_news=on_news) if left else [])

    def stop(self) -> None:
        self._executor.stop()

    def close(self) -> None:
        self._executor.close()

    def _hindered(self, job: Job) -> Attempt | None:
        attempt = begun(job)
        attempt.error = _hindrance(job, self._hand_ins)
        return attempt if attempt.error else None


def _hindrance(job: Job, hand_ins: HandIns) -> NothingHandedIn | None:
    """Why a job has nothing to look at, if it looks at what was handed in."""
    student, exercise = job.student or "", job.exercise.id
    return hand_ins.hindrance(student, exercise) if job.host == hand_ins.host(student, exercise) else None
