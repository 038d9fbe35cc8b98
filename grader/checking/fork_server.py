"""A process that has collected the suites and forks one child per host: what takes long is done once.

It is single-threaded, and so may fork safely: `grader.checking.prefork` starts it with exec, or forks it while its
parent is single-threaded itself. Its parent sends it jobs over a socket, together with the pipe on which the child is
to tell.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from grader.checking import guard
from grader.checking import prefork as ahead
from grader.checking.isolated import GRACE_SECONDS, Attempt, begun
from grader.checking.visit import Job, News, Tell, visit
from grader.checking.worker import be_the_child, listen
from grader.course.exercise import Exercise
from grader.errors import CheckBroken, GraderError
from grader.hosts import process
from grader.hosts.base import CONNECT_SECONDS
from grader.hosts.polling import readable

if TYPE_CHECKING:
    from grader.checking.collection import Collected


class Work(Protocol):
    """What a child does with the collected suites; it is sent to the zygote pickled."""

    def __call__(self, collected: Collected, *, tell: Tell) -> None: ...


REAP_SECONDS = 0.5

COLLECT_SECONDS = 120.0
"""How long the suites may take to be collected."""

HANDSHAKES = 8
"""How many logins may be under way at once: a jump host with sshd's default MaxStartups drops some from 10 on."""


def _ignore(_: News) -> None:
    pass


class Zygote:
    """The parent's end. May be used by many threads at once; lets `handshakes` of them log in at the same time."""

    def __init__(self, exercises: Sequence[Exercise], *, handshakes: int = HANDSHAKES) -> None:
        self._handshakes = threading.BoundedSemaphore(handshakes)
        self._running: set[int] = set()
        line = ahead.taken()
        self._process, self._socket = line.process, line.socket
        self._socket.settimeout(COLLECT_SECONDS)
        self._lock = threading.Lock()
        _send(self._socket, pickle.dumps(list(exercises)))

    def visit(self, jobs: Sequence[Job], *, on_news: Callable[[News], None] = _ignore) -> list[Attempt]:
        """Check one student's exercises in a child, within their deadlines together; one attempt for each job."""
        attempts = {job.exercise.id: begun(job) for job in jobs}
        with contextlib.ExitStack() as handshake:
            handshake.enter_context(self._handshakes)
            deadline = time.monotonic() + CONNECT_SECONDS + sum(job.seconds for job in jobs)
            read, pid = self.fork(functools.partial(visit, jobs=jobs))
            try:
                for news in listen(read, deadline):
                    handshake.close()
                    attempts[news.exercise].take(news)
                    on_news(news)
            except (GraderError, KeyboardInterrupt) as reason:
                interrupted = CheckBroken(
                    "The process that runs the checks was interrupted.", next_step="Go on with --resume."
                )
                error = reason if isinstance(reason, GraderError) else interrupted
                for attempt in attempts.values():
                    if not attempt.done and attempt.error is None:
                        attempt.error = error
                self.end(pid, read)
            finally:
                self.let_go(pid, read)
        return list(attempts.values())

    def is_gone(self, within: float) -> bool:
        """Whether the process has ended, or does within so many seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(within)
        return self._process.returncode is not None

    def stop(self) -> None:
        """Have all children clean up and go, and begin no more visits."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # whoever waits for a child gets none; the zygote goes, too
        self._signal(signal.SIGTERM)
        killing = threading.Timer(GRACE_SECONDS, self._signal, [signal.SIGKILL])
        killing.daemon = True
        killing.start()

    def close(self) -> None:
        """Let the process go; its children, if any are left, are told to clean up."""
        self._socket.close()
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        for pid in list(self._running):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def fork(self, work: Work) -> tuple[int, int]:
        """Have a child do this work; gives the pipe on which it tells, and its id.

        Raises:
            CheckBroken: the zygote is gone.
        """
        read, write = os.pipe()
        try:
            with self._lock:
                socket.send_fds(self._socket, [b"j"], [write])
                _send(self._socket, pickle.dumps(work))
                pid: int = struct.unpack(">I", _receive(self._socket, 4))[0]
                self._running.add(pid)
                return read, pid
        except (OSError, EOFError) as error:
            os.close(read)
            raise _no_zygote(error) from error
        finally:
            os.close(write)

    @staticmethod
    def end(pid: int, read: int) -> None:
        """Have a child clean up, and kill it should it not. It is the zygote's to reap; its pipe tells its end."""
        for signalled in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signalled)
            until = time.monotonic() + GRACE_SECONDS
            while readable([read], until - time.monotonic()):
                if not os.read(read, 1 << 20):
                    return

    def let_go(self, pid: int, read: int) -> None:
        """Forget a child that has ended."""
        self._running.discard(pid)
        os.close(read)


def _no_zygote(error: Exception) -> CheckBroken:
    if isinstance(error, TimeoutError):
        return CheckBroken(
            f"The suites were not collected within {COLLECT_SECONDS:.0f} s.",
            next_step="See what they do while they are loaded: pytest --collect-only test_exNN.py.",
        )
    return CheckBroken(
        "The process that runs the checks is gone.", next_step="Go on with --resume; what is done is kept."
    )


def _send(channel: socket.socket, data: bytes) -> None:
    channel.sendall(struct.pack(">I", len(data)) + data)


def _receive(channel: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        chunk = channel.recv(size - len(data))
        if not chunk:
            raise EOFError
        data += chunk
    return data


def _message(channel: socket.socket) -> bytes:
    return _receive(channel, struct.unpack(">I", _receive(channel, 4))[0])


def main(descriptor: int) -> None:
    """The zygote's own life: collect, then fork a child for each job until the parent is gone."""
    # What is loaded stays; Python would look through all of it again and again for what nobody needs any more.
    gc.set_threshold(300_000, 50, 100)
    # Imported here: the parent's end does without pytest, and no child needs to load what is loaded already.
    guard.install()  # a suite may go astray while it is loaded, too
    import grader.checking.snapshot  # noqa: PLC0415
    import grader.evidence.open  # noqa: F401, PLC0415
    from grader.checking.collection import collect  # noqa: PLC0415

    channel = socket.socket(fileno=descriptor)
    try:
        exercises: list[Exercise] = pickle.loads(_message(channel))  # noqa: S301  from our own parent
    except EOFError:  # there is no work
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def serve(collected: Collected) -> None:
        gc.freeze()  # what children look at, and never change, stays one copy in memory
        with contextlib.suppress(EOFError, ConnectionError):
            while True:
                if readable([channel.fileno()], REAP_SECONDS):
                    _serve_one(channel, collected)
                _reap()
        _reap()
        os._exit(0)  # taking pytest and its modules apart would only keep our parent waiting

    collect(exercises, serve)


def _reap() -> None:
    """Let the children that ended go, so that their time of the processor counts as ours."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _serve_one(channel: socket.socket, collected: Collected) -> None:
    said, pipes, _, _ = socket.recv_fds(channel, 1, 1)
    if not said:
        raise EOFError
    write = pipes[0]
    work: Work = pickle.loads(_message(channel))  # noqa: S301  from our own parent
    with process.ours():
        pid = os.fork()
    if pid == 0:
        channel.close()
        be_the_child(write, lambda tell: work(collected, tell=tell))
    os.close(write)
    channel.sendall(struct.pack(">I", pid))


if __name__ == "__main__":
    main(int(sys.argv[1]))
