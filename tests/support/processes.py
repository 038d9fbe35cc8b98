"""How long a block takes, what comes about in the end, and which processes are left."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SLACK_SECONDS = 5.0
"""How much longer than asked anything may take on a busy machine."""

PATIENCE_SECONDS = 60.0
"""How long something that must come about is waited for."""


def until(true: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is true, and fail if it never is."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, f"not within {seconds:g} s"
        time.sleep(0.02)


@contextlib.contextmanager
def _within(limit: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    took = time.monotonic() - started
    assert took < limit + SLACK_SECONDS, f"took {took:.1f} s, not {limit:g} s and at most {SLACK_SECONDS:g} s more"


@pytest.fixture
def within():
    """within(limit): the block ends within this many seconds, plus what a busy machine takes."""
    return _within


def _processes(mark: str) -> list[str]:
    """The command lines of this machine's processes that carry a word."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            if mark in words and int(entry.parent.name) != os.getpid():
                found.append(words)
    return found


@pytest.fixture
def no_process_has():
    """no_process_has(word, seconds): the last process whose command line carries it ends by then."""

    def wait(mark: str, seconds: float = SLACK_SECONDS) -> bool:
        until(lambda: not _processes(mark), seconds)
        return True

    return wait
