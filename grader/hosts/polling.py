"""Waiting for pipes and sockets, however many files are open: `select.select` fails from descriptor 1,024 on."""

from __future__ import annotations

import selectors
from collections.abc import Iterable

_LONGEST_SECONDS = 1_000_000.0
"""The longest wait; `poll(2)` counts its milliseconds in a C int."""


def readable(descriptors: Iterable[int], seconds: float) -> frozenset[int]:
    """Those that can be read or have ended; waits at most `seconds` for the first of them."""
    return _ready(descriptors, selectors.EVENT_READ, seconds)


def writable(descriptors: Iterable[int], seconds: float) -> frozenset[int]:
    """Those that can be written to or are broken; waits at most `seconds` for the first of them."""
    return _ready(descriptors, selectors.EVENT_WRITE, seconds)


def _ready(descriptors: Iterable[int], event: int, seconds: float) -> frozenset[int]:
    with selectors.PollSelector() as selector:
        for one in descriptors:
            selector.register(one, event)
        return frozenset(key.fd for key, _ in selector.select(min(max(0.0, seconds), _LONGEST_SECONDS)))
