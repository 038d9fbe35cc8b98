"""`python -m bench.push [COUNT]`: 1,000 scores sent by LTI to a platform on the loopback, then once more with kills.

The platform is lti1p3platform (tests/support/lti_platform.py) in this process; the push is one of its own, which is
killed without warning when the platform has taken a score and has not answered yet.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from grader.classroom.platforms import LtiPlatform
from grader.delivery.lti.push import LtiPush
from grader.delivery.pushing import carry_out
from grader.delivery.retry import RetryPolicy
from grader.records.gradebook import Gradebook
from tests.support.deliveries import grades, ledger_of, student
from tests.support.lti_platform import TOOL_KEY, Platform, serve

COUNT, KILLS, MOST_SECONDS = 1000, 10, 30


def push(folder: Path, settings: dict, count: int) -> None:
    """Send the scores of a class of this size."""
    graded = grades(*[student(f"s{n}", n * 100 / count) for n in range(count)])
    with Gradebook.open(folder / "gradebook.db") as book:
        to = LtiPush.to(LtiPlatform(**settings), folder, RetryPolicy())
        carry_out(to, graded, ledger_of(book, graded), lambda _: None, dry_run=False)


def pushed(folder: Path, platform: Platform, count: int) -> multiprocessing.Process:
    process = multiprocessing.get_context("spawn").Process(target=push, args=(folder, platform.settings(), count))
    process.start()
    return process


def prepared(platform: Platform, folder: Path, count: int) -> None:
    (folder / "lti.pem").write_text(TOOL_KEY)
    (folder / "lti.pem").chmod(0o600)
    platform.enrol(*[{"user_id": f"u{n}", "ext_user_username": f"s{n}"} for n in range(count)])


def complete(platform: Platform, count: int) -> bool:
    return Counter(platform.accepted) == {("1", f"u{n}", n * 100 / count): 1 for n in range(count)}


def timed(platform: Platform, folder: Path, count: int) -> float:
    prepared(platform, folder, count)
    started = time.perf_counter()
    push(folder, platform.settings(), count)
    seconds = time.perf_counter() - started
    print(f"{count} scores: {seconds:.1f} s, {1000 * seconds / count:.1f} ms each, {platform.tokens} token", flush=True)
    assert platform.tokens == 1
    assert complete(platform, count)
    return seconds


def killed(platform: Platform, folder: Path, count: int) -> None:
    prepared(platform, folder, count)
    moments = sorted(random.sample(range(1, count), KILLS))
    running: list[multiprocessing.Process] = []

    def kill(_method: str, path: str) -> None:
        if "/scores" in path and moments and len(platform.accepted) == moments[0]:
            moments.pop(0)
            os.kill(running[-1].pid, signal.SIGKILL)

    platform.after = kill
    while not running or running[-1].exitcode != 0:
        running.append(pushed(folder, platform, count))
        running[-1].join()
    assert len(running) == KILLS + 1
    assert complete(platform, count)
    print(f"killed {KILLS} times: {len(platform.accepted)} scores, none lost, none twice")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    seconds = 0.0
    for measure in (timed, killed):
        with serve() as platform, tempfile.TemporaryDirectory(prefix="bench-") as folder:
            seconds = measure(platform, Path(folder), count) or seconds
    print(f"Wanted: {MOST_SECONDS} s for {COUNT} scores.")
    assert count < COUNT or seconds < MOST_SECONDS


if __name__ == "__main__":
    main()
