"""Runs visits on a Dask cluster: each visit is a task that a worker runs with the same code as this machine.

The exercises are sent with every task, so that a worker needs only the grader and access to the hosts, and nothing is
lost for other workers when one dies. Verdicts and facts are the result of the task.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import io
import secrets
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import distributed

from grader.checking.attempt import Attempt, Update, begun
from grader.checking.fork_client import HANDSHAKES, ForkServer
from grader.checking.job import Job
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import CheckBroken, GraderError, UsageError
from grader.hosts import process, tempdirs

CONNECT_SECONDS = 20
"""How long to wait for the scheduler to answer, and for a worker to be available."""


_dask: Any = distributed  # the library has no types


class Cluster:
    """An executor whose visits are tasks of a Dask cluster; `handshakes` limits logins at a time per worker."""

    def __init__(self, address: str, exercises: Sequence[Exercise], *, handshakes: int = HANDSHAKES) -> None:
        try:
            self._client = _dask.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(
                "No Dask scheduler answers at {address} ({error}).",
                next_step="Start a scheduler (dask scheduler) and workers (dask worker tcp://HOST:8786 --nthreads 16).",
                address=address,
                error=error,
            ) from error
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as error:
            self._client.close()
            raise UsageError(
                "The Dask scheduler at {address} has no workers.",
                next_step="Start some: dask worker {address} --nthreads 16",
                address=address,
            ) from error
        self._suites = Suites(secrets.token_hex(8), pack(exercises), handshakes)
        self._running: set[Any] = set()

    def visit(self, jobs: Sequence[Job], *, on_update: Callable[[Update], None]) -> list[Attempt]:
        """Carry out one student's jobs on a worker; if it dies, on another one.

        Raises:
            CheckBroken: the scheduler is gone.
        """
        future = None
        try:
            future = self._client.submit(visit_on_worker, self._suites, list(jobs), pure=False)
            self._running.add(future)
            attempts: list[Attempt] = future.result()
        except Exception as error:  # whatever the cluster raises, only this student's jobs have failed
            if self._client.status != "running":
                raise CheckBroken(
                    "The connection to the Dask scheduler was lost.", next_step="Start it, then continue with --resume."
                ) from error
            return [_failed(job, error) for job in jobs]
        finally:
            self._running.discard(future)
        for attempt in attempts:
            on_update(Update(attempt.exercise))
        return attempts

    def stop(self) -> None:
        """Cancel the tasks that have not begun, and end the running ones."""
        if self._client.status == "running":
            self._client.cancel(list(self._running), force=True)
            self._on_all_workers(end_on_worker)

    def close(self) -> None:
        """End what the workers still run for this executor, and disconnect."""
        self._on_all_workers(end_on_worker)
        self._client.close()

    def _on_all_workers(self, function: Callable[[str], None]) -> None:
        if self._client.status == "running":
            with contextlib.suppress(Exception):  # a worker may end at any time, and its processes with it
                self._client.run(function, self._suites.run, on_error="ignore")


def _failed(job: Job, error: Exception) -> Attempt:
    attempt = begun(job)
    attempt.error = (
        error
        if isinstance(error, GraderError)
        else CheckBroken(
            "The cluster returned no result for this student ({said}).",
            next_step="Check the workers' logs, then continue with --resume.",
            said=f"{type(error).__name__}: {error}",
        )
    )
    return attempt


def pack(exercises: Sequence[Exercise]) -> bytes:
    """The exercises' folders and their course's course.yml as one ZIP archive; the same files give the same bytes."""
    out = io.BytesIO()
    roots = {exercise.folder.parents[1] for exercise in exercises}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for root in sorted(roots):
            if (own := root / "course.yml").is_file():  # says in which languages exercise.yml is
                archive.writestr(zipfile.ZipInfo(own.name), own.read_bytes())
        for exercise in exercises:
            for path in sorted(p for p in exercise.folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
                name = zipfile.ZipInfo(str(Path("exercises", exercise.folder.name) / path.relative_to(exercise.folder)))
                archive.writestr(name, path.read_bytes())
    return out.getvalue()


@dataclasses.dataclass(frozen=True)
class Suites:
    """The exercises of one run, as they are sent to the workers."""

    run: str
    packed: bytes
    handshakes: int


class _Unpacked:
    """A run's exercises on this worker, and the process that has collected them."""

    def __init__(self, suites: Suites) -> None:
        self._folder = root = tempdirs.create()
        with zipfile.ZipFile(io.BytesIO(suites.packed)) as archive:
            archive.extractall(root)
        self._exercises = root / "exercises"
        course = Course(root)  # without rubrics: points are counted where the class is
        self._server = ForkServer(course.chosen(course.folders), handshakes=suites.handshakes)
        self.visits = 0

    def visit(self, jobs: Sequence[Job]) -> list[Attempt]:
        """One student's attempts.

        Raises:
            CheckBroken: the fork server is gone, even if it ended during the visit.
        """
        here = [dataclasses.replace(job, exercise=self._here(job.exercise)) for job in jobs]
        attempts = self._server.visit(here)
        broken = [one.error for one in attempts if isinstance(one.error, CheckBroken)]
        # If both were killed, the child's end may be noticed before the server's.
        if broken and self._server.is_gone(process.GRACE_SECONDS):
            raise broken[0]
        return attempts

    def end(self) -> None:
        self._server.stop()
        self._server.close()
        tempdirs.remove(self._folder)

    def _here(self, exercise: Exercise) -> Exercise:
        return dataclasses.replace(exercise, folder=self._exercises / exercise.folder.name)


_unpacked: dict[str, _Unpacked] = {}
_ended: set[str] = set()
_lock = threading.Lock()


def visit_on_worker(suites: Suites, jobs: Sequence[Job]) -> list[Attempt]:
    """Run jobs on this worker, in its own fork server with the suites of the run."""
    with _in_use(suites) as unpacked:
        try:
            return unpacked.visit(jobs)
        except CheckBroken:  # that process is gone; try again with a new one
            _forget(suites.run, unpacked)
    with _in_use(suites) as unpacked:
        return unpacked.visit(jobs)


def end_on_worker(run: str) -> None:
    """End what this worker still runs for a run that has ended."""
    with _lock:
        _ended.add(run)
    _forget(run)


def _forget(run: str, which: _Unpacked | None = None) -> None:
    """End the processes of a run; with `which`, only if another visit has not replaced them already."""
    with _lock:
        unpacked = _unpacked.pop(run, None) if which in {None, _unpacked.get(run)} else None
    if unpacked:
        unpacked.end()


@contextlib.contextmanager
def _in_use(suites: Suites) -> Iterator[_Unpacked]:
    with _lock:
        if suites.run in _ended:
            raise CheckBroken("The run has ended.", next_step="Continue with --resume.")
        if suites.run not in _unpacked:
            for run in [run for run, one in _unpacked.items() if not one.visits]:
                _unpacked.pop(run).end()  # left over from a run that was killed
            _unpacked[suites.run] = _Unpacked(suites)
        unpacked = _unpacked[suites.run]
        unpacked.visits += 1
    try:
        yield unpacked
    finally:
        with _lock:
            unpacked.visits -= 1


@atexit.register
def _end_all() -> None:
    for run in list(_unpacked):
        _forget(run)
