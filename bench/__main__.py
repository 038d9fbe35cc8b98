"""`make bench`: how long one student waits, beside the ways it could be done without the grader, all in one run.

The floor is one ssh that runs a batch script asking the host for the same facts. pytest-testinfra runs the same
assertions over its two ssh backends. Every way is run in turn, several rounds, and the median is taken.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.measure import as_installed, stock_pytest
from grader.course.pack import Course
from grader.lab import hosts

ROUNDS = 7
SETTLE_SECONDS = 12
HERE = Path(__file__).parent
GRADER = [sys.executable, "-m", "grader"]


def _command(argv: list[str], *, stdin: bytes = b"") -> Callable[[], None]:
    def go() -> None:
        done = subprocess.run(argv, input=stdin, capture_output=True, timeout=120, check=False)
        if done.returncode != 0:
            raise SystemExit(
                f"{' '.join(argv)} ended with {done.returncode}:\n{done.stdout.decode()}{done.stderr.decode()}"
            )

    return go


def _ways(host: hosts.LabHost) -> dict[str, Callable[[], None]]:
    config = str(host.ssh_config)
    pytest = stock_pytest(HERE / "stock_ex05.py", host.ssh_config)
    return {
        "grader --version": _command([*GRADER, "--version"]),
        "floor: one ssh, batch script": _command(
            ["ssh", "-F", config, host.name, "sh", "-s"], stdin=(HERE / "floor_ex05.sh").read_bytes()
        ),
        "grader check ex05": _command([*GRADER, "check", "ex05", "--host", host.url, "--ssh-config", config]),
        "pytest-testinfra, ssh": _command([*pytest, f"--hosts=ssh://{host.name}"]),
        "pytest-testinfra, paramiko": _command([*pytest, f"--hosts=paramiko://{host.name}"]),
    }


def main() -> None:
    """Measure and print the table."""
    as_installed()
    exercise = Course.at(None).exercise("ex05")
    host = hosts.up("bench-ex05", images=exercise.file.lab.images)
    try:
        hosts.run_script(host, exercise.solution, timeout=120)
        time.sleep(SETTLE_SECONDS)  # a student's container has been up for a while, too
        ways = _ways(host)
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, go in ways.items():
                started = time.perf_counter()
                go()
                taken[name].append(time.perf_counter() - started)
    finally:
        hosts.down(host.name)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    floor = medians["floor: one ssh, batch script"]
    print(f"{'one student, ex05, ssh on loopback':36} {'median':>8} {'least':>8} {'/ floor':>8}")
    for name, median in medians.items():
        print(f"{name:36} {median:7.2f}s {min(taken[name]):7.2f}s {median / floor:8.2f}")
    print(f"\ngrader check takes the floor and {medians['grader check ex05'] - floor:.2f} s (wanted: at most 1.0 s).")
    print(f"grader --version takes {medians['grader --version']:.2f} s (wanted: under 0.2 s).")


if __name__ == "__main__":
    main()
