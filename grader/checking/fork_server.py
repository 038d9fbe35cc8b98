"""The fork server: a process that collects the suites once and then forks a worker for each task.

Its parent sends it the exercises and then, for each worker, the task and the connection for the worker's updates. It
has a single thread, and may therefore fork safely.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import TYPE_CHECKING

from grader.checking import guard, worker
from grader.course.exercise import Exercise
from grader.gc_tuning import tune_gc
from grader.hosts import process

if TYPE_CHECKING:
    from grader.checking.collection import Collection

REAP_SECONDS = 0.5


def serve(channel: Connection) -> None:
    """Collect the suites, then fork a worker for each task until the parent closes the connection."""
    guard.install()  # a suite may reach for this machine while it is collected, too
    # Imported before the exercises arrive, so that no worker needs to import it; the parent does without pytest.
    import grader.checking.snapshot  # noqa: PLC0415
    import grader.evidence.open  # noqa: F401, PLC0415
    from grader.checking.collection import collect  # noqa: PLC0415

    try:
        exercises: list[Exercise] = channel.recv()
    except EOFError:  # discarded
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def fork_workers(collection: Collection) -> None:
        gc.freeze()  # keeps the memory that workers share from being copied
        with contextlib.suppress(EOFError, ConnectionError):
            while True:
                if channel.poll(REAP_SECONDS):
                    _fork_worker(channel, collection)
                _reap()
        _reap()
        os._exit(0)  # a regular exit would take pytest and its modules apart while the parent waits

    collect(exercises, fork_workers)


def _reap() -> None:
    """Reap the workers that have ended, so that their processor time counts as this process's."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _fork_worker(channel: Connection, collection: Collection) -> None:
    task: worker.Task = channel.recv()
    updates = Connection(recv_handle(channel), readable=False)
    with process.unguarded():
        pid = os.fork()
    if pid == 0:
        channel.close()
        worker.run(updates, lambda send: task(collection, send=send))
    updates.close()
    channel.send(pid)


if __name__ == "__main__":
    tune_gc()
    serve(Connection(int(sys.argv[1])))
