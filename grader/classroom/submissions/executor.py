"""Visits to evidence: what is not there, or is somebody else's, is told at once, as an error of its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from grader.checking.isolated import Attempt, begun
from grader.checking.visit import Job, News
from grader.classroom.schedule import Executor
from grader.errors import NothingHandedIn


class HandedIn:
    """An executor that leaves to another one all that can be looked at."""

    def __init__(self, executor: Executor, hindrances: Mapping[tuple[str, str], NothingHandedIn]) -> None:
        self._executor = executor
        self._hindrances = hindrances

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
        attempt.error = self._hindrances.get((job.student or "", job.exercise.id))
        return attempt if attempt.error else None
