"""Worker processes: they run suites and send updates to their parent, so that no check can hang the grader."""

from __future__ import annotations

import math
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from enum import Enum, auto
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, NoReturn, Protocol

from grader.checking import guard
from grader.checking.attempt import Send, Update
from grader.checking.channel import receive
from grader.errors import CheckBroken, HostTimeout
from grader.hosts import process

if TYPE_CHECKING:
    from grader.checking.collection import Collection

GRACE_SECONDS = 1.0
"""How long a worker may take to clean up on its host after its time limit."""


class _End(Enum):
    """The last message of a worker."""

    DONE = auto()
    INTERRUPTED = auto()


class Task(Protocol):
    """What a worker does with the collected suites. The fork server gets it pickled."""

    def __call__(self, collection: Collection, *, send: Send) -> None: ...


def run(updates: Connection, body: Callable[[Send], None]) -> NoReturn:
    """Run `body` in this process, which has just been forked, and exit: this never returns to the code that forked."""
    code = 1
    try:
        threading.Thread(target=_exit_with_parent, args=(os.getppid(),), daemon=True).start()
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        guard.install()
        body(updates.send)
        updates.send(_End.DONE)
        code = 0
    except KeyboardInterrupt:
        updates.send(_End.INTERRUPTED)
    except BrokenPipeError:
        pass  # the parent reads no more updates: its visit is over
    except BaseException:  # noqa: BLE001  the parent reports that the worker died; this shows where
        traceback.print_exc()
    finally:
        process.end_all()
        os._exit(code)


def _stop(*_: object) -> NoReturn:
    """Clean up on the hosts and exit."""
    process.end_all()
    os._exit(1)


def _exit_with_parent(parent: int) -> None:
    """Stop once the parent has ended, for whatever reason."""
    while os.getppid() == parent:
        time.sleep(0.25)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(1.0)
    _stop()


def read_messages(updates: Connection, deadline: float, *, silence: float = math.inf) -> Iterator[Update]:
    """Yield a worker's updates as they arrive, until it has finished.

    Raises:
        HostTimeout: the deadline (on the monotonic clock) passed, or nothing arrived for `silence` seconds.
        CheckBroken: the worker died before it had finished.
        KeyboardInterrupt: the worker was interrupted.
    """
    while True:
        try:
            message: Update | _End = receive(updates, deadline, silence=silence)
        except BlockingIOError:
            raise HostTimeout(
                "Checking the exercise took longer than its time limit.",
                next_step="If the host is only slow, allow more time with --patience 2.",
            ) from None
        except (EOFError, OSError):
            raise CheckBroken(
                "The process that runs the checks crashed.",
                next_step="Run it again. If it crashes again, a check crashes Python: tell its author.",
            ) from None
        if message is _End.DONE:
            return
        if message is _End.INTERRUPTED:
            raise KeyboardInterrupt
        yield message
