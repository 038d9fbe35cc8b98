"""The fork server as its parent sees it: tasks go in, workers' updates come out."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle

from grader.checking.attempt import Attempt, Update, begun
from grader.checking.channel import set_timeout, shut_down
from grader.checking.job import Job
from grader.checking.prefork import ServerProcess, start
from grader.checking.visit import visit
from grader.checking.worker import GRACE_SECONDS, Task, read_messages
from grader.course.exercise import Exercise
from grader.errors import CheckBroken, GraderError
from grader.hosts.base import CONNECT_SECONDS
from grader.hosts.polling import readable

COLLECT_SECONDS = 120.0
"""How long collecting the suites may take."""

HANDSHAKES = 8
"""How many logins may be in progress at once. A jump host with sshd's default MaxStartups refuses some from 10 on."""


def _ignore(_: Update) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that the fork server has forked, and will reap. Its exit shows as the end of its updates."""

    pid: int
    updates: Connection

    def end(self) -> None:
        """Have it clean up and exit; kill it if it does not."""
        for signalled in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signalled)
            until = time.monotonic() + GRACE_SECONDS
            while readable([self.updates.fileno()], until - time.monotonic()):
                if not os.read(self.updates.fileno(), 1 << 20):
                    return


class ForkServer:
    """A fork server that has collected the suites of some exercises.

    Threads may share it; at most `handshakes` of them connect to their hosts at the same time.
    """

    def __init__(
        self, exercises: Sequence[Exercise], *, handshakes: int = HANDSHAKES, started: ServerProcess | None = None
    ) -> None:
        self._handshakes = threading.BoundedSemaphore(handshakes)
        self._running: set[int] = set()
        server = started or start()
        server.claim()
        self._process, self._channel = server.process, server.channel
        set_timeout(self._channel, COLLECT_SECONDS)
        self._lock = threading.Lock()
        self._channel.send(list(exercises))

    def visit(self, jobs: Sequence[Job], *, on_update: Callable[[Update], None] = _ignore) -> list[Attempt]:
        """Check one student's exercises in a worker, within the sum of their time limits; one attempt per job.

        Raises:
            CheckBroken: the fork server is gone.
        """
        attempts = {job.exercise.id: begun(job) for job in jobs}
        with contextlib.ExitStack() as handshake:
            handshake.enter_context(self._handshakes)
            connecting = CONNECT_SECONDS * max((job.patience for job in jobs), default=1.0)
            deadline = time.monotonic() + connecting + sum(job.seconds for job in jobs)
            with self.fork(functools.partial(visit, jobs=jobs)) as worker:
                try:
                    for update in read_messages(worker.updates, deadline):
                        handshake.close()
                        attempts[update.exercise].add(update)
                        on_update(update)
                except (GraderError, KeyboardInterrupt) as reason:
                    interrupted = CheckBroken(
                        "The process that runs the checks was interrupted.", next_step="Continue with --resume."
                    )
                    error = reason if isinstance(reason, GraderError) else interrupted
                    for attempt in attempts.values():
                        if not attempt.done and attempt.error is None:
                            attempt.error = error
                    worker.end()
        return list(attempts.values())

    @contextlib.contextmanager
    def fork(self, task: Task) -> Iterator[Worker]:
        """Have a worker do a task; inside the `with` block its updates can be read.

        Raises:
            CheckBroken: the fork server is gone, or has not collected the suites in time.
        """
        ours, theirs = Pipe()
        with ours:
            with theirs, self._lock:
                pid = self._ask_for_worker(task, theirs)
            self._running.add(pid)
            try:
                yield Worker(pid, ours)
            finally:
                self._running.discard(pid)

    def _ask_for_worker(self, task: Task, updates: Connection) -> int:
        try:
            self._channel.send(task)
            send_handle(self._channel, updates.fileno(), None)
            pid: int = self._channel.recv()
        except BlockingIOError as error:
            raise CheckBroken(
                "Collecting the suites took longer than {seconds} s.",
                next_step="Check what the suites do when they are imported; pytest --collect-only shows it.",
                seconds=round(COLLECT_SECONDS),
            ) from error
        except (OSError, EOFError) as error:
            raise CheckBroken(
                "The process that runs the checks has ended unexpectedly.",
                next_step="Continue with --resume; finished results are kept.",
            ) from error
        return pid

    def is_gone(self, within: float) -> bool:
        """Whether the fork server has ended, or does so within this many seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(within)
        return self._process.returncode is not None

    def stop(self) -> None:
        """Have the fork server and its workers clean up and exit; later visits raise CheckBroken."""
        shut_down(self._channel)
        self._signal(signal.SIGTERM)
        killing = threading.Timer(GRACE_SECONDS, self._signal, [signal.SIGKILL])
        killing.daemon = True
        killing.start()

    def close(self) -> None:
        """End the fork server. Workers that still run clean up and exit."""
        self._channel.close()
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        for pid in list(self._running):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
