"""`python -m bench.thousand [FOLDER]`: 1,000 simulated hosts graded on this machine, against 50.

The hosts are users of one real SSH server on the loopback that answers from recorded evidence: FOLDER holds a folder
for each student with exNN.gz in it (default: the sample class). Only the grader's own processes are measured.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Cost, measured
from grader.classroom.class_reader import read_class
from grader.classroom.reporting import Reporter
from grader.course.pack import Course
from grader.records.gradebook import Gradebook

FEW, MANY = 50, 1000
MOST_MEMORY = 1.5e9
MOST_RATIO = 1.2
ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "grader" / "demo" / "evidence"


@contextlib.contextmanager
def simulated(evidence: Path, count: int) -> Iterator[str]:
    """Hosts h0001 … that answer from the evidence; gives an ssh configuration."""
    argv = [sys.executable, "-m", "bench.simulated", str(evidence), str(count)]
    server = subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        port = server.stdout.readline().strip() if server.stdout else ""
        settings = {
            "HostName": "127.0.0.1",
            "Port": port,
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "LogLevel": "ERROR",
            "KexAlgorithms": "curve25519-sha256",
            "PreferredAuthentications": "none",
        }
        yield "Host simulated\n" + "".join(f"  {key} {value}\n" for key, value in settings.items())
    finally:
        server.kill()
        server.wait()


def grade(place: Path, count: int, config: str, exercises: list[str], account: str) -> tuple[Cost, float]:
    """Grade so many hosts; gives its cost, and the seconds that writing all reports takes on its own."""
    place.mkdir()
    (place / "ssh_config").write_text(config, encoding="utf-8")
    rows = "".join(f"h{n:04},Student {n},h{n:04}@simulated\n" for n in range(1, count + 1))
    (place / "roster.csv").write_text("student_id,name,host\n" + rows, encoding="utf-8")
    keys = {"name": "thousand", "roster": "roster.csv", "exercises": exercises, "ssh": {"config": "ssh_config"}}
    (place / "class.yml").write_text(json.dumps({**keys, "account": account}), encoding="utf-8")
    argv = [sys.executable, "-m", "grader", "grade", str(place / "class.yml"), "--quiet"]
    cost = measured(argv, codes=(0, 1), memory=True)
    klass = read_class(place / "class.yml")
    with Gradebook.open(klass.gradebook()) as book:
        run = book.last_run()
        assert run is not None
        found = book.run_rows(run)
        assert len(found) == len(run.done()) == count * len(exercises), "something was lost"
        assert len(list((place / "results" / "evidence").rglob("*.gz"))) == len(found), "evidence was lost"
        began = time.perf_counter()
        Reporter(klass, Course.at(None), "en", place / "again", "").write(book, run)
    return cost, time.perf_counter() - began


def main() -> None:
    evidence = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    counts = [int(word) for word in sys.argv[2:]] or [FEW, MANY]
    recordings = sorted(evidence.glob("*/*.gz"))
    # Whoever has not done ex01 has no Engine there; a simulated host is one host for all its exercises.
    exercises = sorted({path.stem for path in recordings} - {"ex01"})
    print(f"{len(recordings)} recordings, {', '.join(exercises)}")
    print(f"{'hosts':>6} {'wall':>9} {'cpu':>9} {'wall/host':>10} {'cpu/host':>10} {'memory':>9} {'reports':>9}  lost")
    per_host = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, simulated(evidence, max(counts)) as config:
        for count in counts:
            cost, reports = grade(Path(folder) / str(count), count, config, exercises, "student")
            per_host.append((cost.wall / count, cost.cpu / count))
            each = f"{1000 * per_host[-1][0]:7.0f} ms {1000 * per_host[-1][1]:7.0f} ms"
            memory = f"{cost.memory / 1e6:6.0f} MB"
            print(
                f"{count:6} {cost.wall:7.1f} s {cost.cpu:7.1f} s {each} {memory} {reports:7.1f} s  nothing", flush=True
            )
            assert cost.memory < MOST_MEMORY
    wall, cpu = (last / first for first, last in zip(per_host[0], per_host[-1], strict=True))
    print(f"A host costs {wall:.2f} times the wall and {cpu:.2f} times the processor (wanted: at most {MOST_RATIO}).")


if __name__ == "__main__":
    main()
