"""`python -m bench.hostile [HOST …]`: six honest hosts and one that sends as much as it may, graded at once.

For each kind of flood (`bench.flood`), in large and in small answers: the most memory of the grader's process tree, its
processor time, how long the visit of an honest student took, and what became of the flood's own checks.
"""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.flood import KINDS
from bench.measure import Cost, as_installed, measured
from bench.thousand import ROOT, SAMPLE

HONEST = 6
ROUNDS = 2
SAMPLE_SECONDS = 0.05
MOST_MEMORY = 400e6
SIZES = (15_500, 3_900, 900, 200)
"""Sizes of an answer's filling, in kilobytes."""

EXERCISES = tuple(f"ex0{number}" for number in range(2, 8))

_SSH = """Host {name}
  HostName 127.0.0.1
  Port {port}
  StrictHostKeyChecking no
  UserKnownHostsFile /dev/null
  LogLevel ERROR
  KexAlgorithms curve25519-sha256
  PreferredAuthentications none
"""


@dataclass(frozen=True)
class Graded:
    """What grading a class cost, how long each student's visit took, in seconds, and the statuses of all checks."""

    cost: Cost
    seconds: dict[str, float]
    statuses: dict[str, Counter[str]]


@contextlib.contextmanager
def served(honest: int, floods: Sequence[str]) -> Iterator[str]:
    """Honest hosts and floods, each kind by a server of its own; gives an ssh configuration.

    The floods' server yields to all else, as if it were on another machine.
    """
    near = [sys.executable, "-m", "bench.simulated", str(SAMPLE), str(honest)]
    far = ["nice", "-n", "19", sys.executable, "-m", "bench.flood", str(SAMPLE), "0", *floods]
    with contextlib.ExitStack() as running:
        yield "".join(
            _SSH.format(name=name, port=running.enter_context(_port(argv)))
            for name, argv in (("near", near), ("far", far))
        )


@contextlib.contextmanager
def _port(argv: Sequence[str]) -> Iterator[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(argv, cwd=ROOT, text=True, **pipes) as server:
        try:
            yield server.stdout.readline().strip() if server.stdout else ""
        finally:
            server.kill()


def grade(config: str, names: Sequence[str], exercises: Sequence[str] = EXERCISES) -> Graded:
    """Grade these hosts at once."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        (place / "ssh_config").write_text(config, encoding="utf-8")
        rows = "".join(f"{name},{name}@{'far' if name.startswith('flood') else 'near'}\n" for name in names)
        (place / "roster.csv").write_text("student_id,host\n" + rows, encoding="utf-8")
        keys = {"name": "hostile", "roster": "roster.csv", "exercises": list(exercises), "account": "student"}
        ssh = {"jobs": len(names), "retries": 0, "ssh": {"config": "ssh_config"}}
        (place / "class.yml").write_text(json.dumps({**keys, **ssh}), encoding="utf-8")
        argv = [sys.executable, "-m", "grader", "grade", str(place / "class.yml"), "--progress", "jsonl"]
        cost = measured(argv, codes=(0, 1, 3), memory=True, every=SAMPLE_SECONDS)
        events = [json.loads(line) for line in cost.said.splitlines() if line.startswith("{")]
        seconds = {one["student"]: one["seconds"] for one in events if one["event"] == "ended"}
        report = json.loads((place / "results" / "reports" / "class.json").read_text())
        return Graded(cost, seconds, {row["student"]: _statuses(row["attempts"]) for row in report["rows"]})


def _statuses(attempts: Sequence[dict[str, Any]]) -> Counter[str]:
    return Counter(check["status"] for one in attempts if one["result"] for check in one["result"]["checks"])


def main() -> None:
    """Measure and print the table."""
    as_installed()
    floods = sys.argv[1:] or [f"flood-{kind}-{size}" for kind in KINDS for size in SIZES]
    honest = [f"h{number:04}" for number in range(1, HONEST + 1)]

    def usual(graded: Graded) -> float:
        return statistics.mean(graded.seconds[name] for name in honest)

    def line(title: str, graded: Graded, flood: str) -> str:
        cost = graded.cost
        said = ", ".join(f"{count} {status}" for status, count in sorted(graded.statuses.get(flood, {}).items()))
        return f"{title:22} {cost.memory / 1e6:5.0f} MB {cost.cpu:6.1f} s {usual(graded):6.2f} s  {said}"

    with served(HONEST, floods) as config:
        print(f"{'beside six honest hosts':22} {'memory':>7} {'cpu':>8} {'honest':>8}  the flood's own checks")
        print(line("none", min((grade(config, honest) for _ in range(ROUNDS)), key=usual), ""))
        most = 0
        for flood in floods:
            graded = grade(config, [*honest, flood])
            most = max(most, graded.cost.memory)
            print(line(flood, graded, flood), flush=True)
    print(f"The most memory was {most / 1e6:.0f} MB (wanted: under {MOST_MEMORY / 1e6:.0f} MB).")


if __name__ == "__main__":
    main()
