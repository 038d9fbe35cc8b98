"""Waiting for pipes and sockets, however many this process has open: `select` knows none from number 1024 on."""

from __future__ import annotations

import math
import select
from collections.abc import Iterable

_LONGEST_SECONDS = 1_000_000.0
"""What `poll` can count in milliseconds."""


def readable(descriptors: Iterable[int], seconds: float) -> frozenset[int]:
    """Those in which something is to be read, or which have ended; waits at most so many seconds for one."""
    return _ready(descriptors, select.POLLIN, seconds)


def writable(descriptors: Iterable[int], seconds: float) -> frozenset[int]:
    """Those that take something, or are broken; waits at most so many seconds for one."""
    return _ready(descriptors, select.POLLOUT, seconds)


def _ready(descriptors: Iterable[int], event: int, seconds: float) -> frozenset[int]:
    poll = select.poll()
    for one in descriptors:
        poll.register(one, event)
    return frozenset(one for one, _ in poll.poll(math.ceil(min(max(0.0, seconds), _LONGEST_SECONDS) * 1000)))
