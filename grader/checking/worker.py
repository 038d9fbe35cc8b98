"""A process of ours that runs suites and tells about it on a pipe, so that no check can hang the grader."""

from __future__ import annotations

import math
import os
import pickle
import signal
import struct
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from typing import NoReturn

from grader.checking import guard
from grader.checking.visit import News, Tell
from grader.errors import CheckBroken, HostTimeout
from grader.hosts import process
from grader.hosts.polling import readable

_DONE = b"\0\0\0\0"
_INTERRUPTED = b"\0\0\0\1"
"""Lengths that no message has: the last word of a child that came to its end, or was interrupted."""


def be_the_child(write: int, body: Callable[[Tell], None]) -> NoReturn:
    """Run `body` in this freshly forked process and leave, without returning to the code that forked."""
    code = 1
    try:
        threading.Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        guard.install()
        body(lambda news: _write(write, _framed(pickle.dumps(news))))
        _write(write, _DONE)
        code = 0
    except KeyboardInterrupt:
        _write(write, _INTERRUPTED)
    except BaseException:  # noqa: BLE001  the parent reports that we died; this shows where
        traceback.print_exc()
    finally:
        process.end_all()
        os._exit(code)


def _stop(*_: object) -> NoReturn:
    """The deadline is over: let the hosts' own promises clean up, and go."""
    process.end_all()
    os._exit(1)


def _follow(parent: int) -> None:
    """Go when the parent is gone, however that came about: nobody listens any more, and hosts keep our promises."""
    while os.getppid() == parent:
        time.sleep(0.25)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(1.0)
    _stop()


def _framed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _write(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]


def listen(read: int, deadline: float, *, silence: float = math.inf) -> Iterator[News]:
    """What a child tells, as it tells it, until its last word.

    Raises:
        HostTimeout: the deadline (on the monotonic clock) passed, or the child said nothing for `silence` seconds.
        CheckBroken: the child died without a last word.
    """
    buffer = b""
    while True:
        left = min(silence, deadline - time.monotonic())
        if not readable([read], left):
            raise HostTimeout(
                "The exercise was not checked within its time limit.",
                next_step="If the host is just slow, give it more time with --patience 2.",
            )
        chunk = os.read(read, 1 << 20)
        if not chunk:
            raise CheckBroken(
                "The process that runs the checks died.",
                next_step="Run it again; if it repeats, a check crashes Python: tell its author.",
            )
        buffer += chunk
        while len(buffer) >= len(_DONE):
            if buffer[:4] == _DONE:
                return
            if buffer[:4] == _INTERRUPTED:
                raise KeyboardInterrupt
            end = 4 + struct.unpack(">I", buffer[:4])[0]
            if len(buffer) < end:
                break
            yield pickle.loads(buffer[4:end])  # noqa: S301  written by our own child
            buffer = buffer[end:]
