"""Visits to evidence: a missing submission, or one of another student, is an error without a visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from grader.checking.attempt import Attempt, Update, begun
from grader.checking.job import Job
from grader.classroom.schedule import Executor
from grader.errors import NoSubmission


class SubmissionExecutor:
    """An executor that reports the known errors of submissions and leaves all other jobs to another executor."""

    def __init__(self, executor: Executor, errors: Mapping[tuple[str, str], NoSubmission]) -> None:
        self._executor = executor
        self._errors = errors

    def visit(self, jobs: Sequence[Job], *, on_update: Callable[[Update], None]) -> list[Attempt]:
        failed = [attempt for job in jobs if (attempt := self._failed(job))]
        for attempt in failed:
            on_update(Update(attempt.exercise, error=attempt.error))
        without = {attempt.exercise for attempt in failed}
        left = [job for job in jobs if job.exercise.id not in without]
        return failed + (self._executor.visit(left, on_update=on_update) if left else [])

    def stop(self) -> None:
        self._executor.stop()

    def close(self) -> None:
        self._executor.close()

    def _failed(self, job: Job) -> Attempt | None:
        attempt = begun(job)
        attempt.error = self._errors.get((job.student or "", job.exercise.id))
        return attempt if attempt.error else None
