"""What a command costs: wall time, processor time of its whole process tree, and the tree's memory."""

from __future__ import annotations

import compileall
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.25


@dataclass(frozen=True)
class Cost:
    """Seconds of wall and processor, the most memory in bytes (proportional set size, sampled), and what it printed."""

    wall: float
    cpu: float
    memory: int = 0
    said: str = ""


def as_installed() -> None:
    """Have Python compile the grader beforehand, as pip does when it installs it."""
    compileall.compile_dir(Path(__file__).parent.parent / "grader", quiet=1)


def measured(
    argv: Sequence[str],
    *,
    stdin: bytes = b"",
    codes: Sequence[int] = (0,),
    memory: bool = False,
    every: float = SAMPLE_SECONDS,
) -> Cost:
    """Run a command to its end; leaves with its words if it ends with another code.

    Memory is sampled every so many seconds.
    """
    before = _spent()
    started = time.perf_counter()
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        most = _watch(process, every) if memory else 0
        said, _ = process.communicate(stdin)
    wall = time.perf_counter() - started
    if process.returncode not in codes:
        raise SystemExit(f"{' '.join(argv)} ended with {process.returncode}:\n{said.decode('utf-8', 'replace')}")
    return Cost(wall, _spent() - before, most, said.decode("utf-8", "replace"))


def stock_pytest(suite: Path, config: Path, *more: str) -> list[str]:
    """The command that runs a file of plain pytest-testinfra checks, by none of this repository's settings."""
    alone = ["-q", "-p", "no:cacheprovider", "-c", "/dev/null"]
    return [sys.executable, "-m", "pytest", *alone, *more, f"--ssh-config={config}", str(suite)]


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: subprocess.Popen[bytes], every: float) -> int:
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_memory, _tree(process.pid))))
        time.sleep(every)
    return most


def _tree(root: int) -> set[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    found, grew = {root}, True
    while grew:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found |= more
        grew = bool(more)
    return found


def _memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
