"""`python -m bench.cache`: what the snapshot and the cache save, on one real host, near and 40 ms away.

Both variants check the same exercises over one login, in turn; the other one sends every question to the Engine again
and takes no snapshot.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Iterator
from unittest import mock

from bench.class_run import EXERCISES, class_of, far
from grader.checking import snapshot
from grader.checking.attempt import Update
from grader.checking.collection import Collection, collect
from grader.checking.job import Job
from grader.checking.visit import visit
from grader.course.pack import Course
from grader.evidence.cache import CachingHost
from grader.evidence.recording import RecordingHost
from grader.hosts.address import HostOptions

ROUNDS = 5


@contextlib.contextmanager
def without() -> Iterator[None]:
    """Without snapshot and cache: every question is sent to the Engine when it is needed."""

    def uncached(self: CachingHost, request: object) -> object:
        self._cache.clear()
        return cached(self, request)  # type: ignore[arg-type]

    cached = CachingHost.ask
    with mock.patch.object(CachingHost, "ask", uncached), mock.patch.object(snapshot, "take", return_value=None):
        yield


@contextlib.contextmanager
def counted(questions: list[str]) -> Iterator[None]:
    """Count the requests that are sent to the Engine."""
    ask, ask_each = RecordingHost.ask, RecordingHost.ask_each

    def one(self: RecordingHost, request: object) -> object:
        questions.append("one")
        return ask(self, request)  # type: ignore[arg-type]

    def many(self: RecordingHost, requests: list[object]) -> object:
        questions.extend(["many"] * len(requests))
        return ask_each(self, requests)  # type: ignore[arg-type]

    with mock.patch.object(RecordingHost, "ask", one), mock.patch.object(RecordingHost, "ask_each", many):
        yield


def compared(title: str, collection: Collection, jobs: list[Job]) -> list[str]:
    """Run both variants in turn; returns the lines of a table of medians."""
    ways = {"with snapshot and cache": contextlib.nullcontext, "every question sent again": without}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    asked: dict[str, list[str]] = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            asked[name] = []
            updates: list[Update] = []
            with way(), counted(asked[name]):
                started = time.perf_counter()
                visit(collection, jobs, updates.append)
                taken[name].append(time.perf_counter() - started)
            wrong = [one.verdict for one in updates if one.verdict and one.verdict.status != "passed"]
            if wrong or any(one.error for one in updates):
                raise SystemExit(f"not all passed: {wrong}")
    medians = {name: statistics.median(times) for name, times in taken.items()}
    best = medians["with snapshot and cache"]
    lines = [f"\n{title:44} {'wall':>8} {'ratio':>6} {'in turn':>8} {'at once':>8}"]
    for name, median in medians.items():
        counts = [asked[name].count(kind) for kind in ("one", "many")]
        lines.append(f"{name:44} {median:7.2f}s {median / best:6.2f} {counts[0]:8} {counts[1]:8}")
    return lines


def main() -> None:
    """Measure and print both tables."""
    lines: list[str] = []
    exercises = [Course.at(None).exercise(name) for name in EXERCISES]

    def serve(collection: Collection) -> None:
        title = f"one host, {', '.join(EXERCISES)}"
        options = HostOptions(found[0].ssh_config)
        lines.extend(compared(f"{title}, loopback", collection, [Job(one, found[0].url, options) for one in exercises]))
        with far(found, found[0].ssh_config) as away:
            jobs = [Job(one, found[0].url, HostOptions(away)) for one in exercises]
            lines.extend(compared("the same, 40 ms away", collection, jobs))

    with class_of(1) as found:
        collect(exercises, serve)
    print("\n".join(lines))  # only now: while suites run, stdout is theirs


if __name__ == "__main__":
    main()
