"""`python -m bench.class_run`: eight real student hosts, exercises 1, 3, 4 and 5, four ways, all in one run.

(a) grader grade, (b) pytest-testinfra over ssh with xdist, (c) the same over paramiko, (d) the floor: one ssh per host,
all at once, that runs a batch script asking for the same facts. Then (a) and (d) again with 40 ms of added round trip.
"""

from __future__ import annotations

import contextlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.measure import Cost, as_installed, measured, stock_pytest
from grader.course.pack import Course
from grader.lab import hosts

COUNT = 8
ROUNDS = 3
FAR_SECONDS = 0.04
SETTLE_SECONDS = 12
EXERCISES = ("ex01", "ex03", "ex04", "ex05")
LIBRARIES = "pytest, docker, sqlalchemy, typer, pydantic, jinja2, junit_xml, yaml"
HERE = Path(__file__).parent
Hosts = list[hosts.LabHost]


@contextlib.contextmanager
def class_of(count: int) -> Iterator[Hosts]:
    """Student hosts on which the four exercises are done."""
    course = Course.at(None)
    found: Hosts = []
    try:
        for number in range(1, count + 1):
            host = hosts.up(f"bench-{number:02}", images=hosts.SMALL)
            found.append(host)
            hosts.run_script(host, "docker run hello-world", timeout=60)
            for name in EXERCISES[1:]:
                hosts.run_script(host, course.exercise(name).solution, timeout=120)
        time.sleep(SETTLE_SECONDS)  # a student's containers have been up for a while, too
        yield found
    finally:
        for host in found:
            hosts.down(host.name)


@contextlib.contextmanager
def far(found: Hosts, config: Path) -> Iterator[Path]:
    """An ssh configuration by which the hosts are 40 ms away."""
    ports = [str(host.port) for host in found]
    proxy = subprocess.Popen(
        [sys.executable, "-m", "bench.delay", str(FAR_SECONDS), *ports], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        said = proxy.stdout.readline().decode().split() if proxy.stdout else []
        text = config.read_text(encoding="utf-8")
        for old, new in zip(ports, said, strict=True):
            text = re.sub(rf"Port {old}\b", f"Port {new}", text)
        away = Path(tempfile.mkdtemp(prefix="bench-")) / "ssh_config"
        away.write_text(text, encoding="utf-8")
        yield away
    finally:
        proxy.terminate()
        proxy.wait()


def ways(found: Hosts, config: Path, *, stock: bool) -> dict[str, Callable[[], Cost]]:
    """The four ways to look at the class."""
    names = [host.name for host in found]
    pytest = stock_pytest(HERE / "stock_class.py", config, "-n", str(COUNT), f"--rootdir={HERE.parent}")
    chosen: dict[str, Callable[[], Cost]] = {
        "(d) floor: one ssh a host, batch script": lambda: _floor(names, config),
        "(a) grader grade": lambda: _grade(names, config),
    }
    if stock:
        for letter, kind in (("b", "ssh"), ("c", "paramiko")):
            urls = ",".join(f"{kind}://{name}" for name in names)
            chosen[f"({letter}) pytest-testinfra, {kind}, xdist -n {COUNT}"] = (
                lambda urls=urls: measured([*pytest, f"--hosts={urls}"])  # type: ignore[misc]
            )
    return chosen


def _grade(names: list[str], config: Path) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        rows = "".join(f"{name},Student {name},{name}\n" for name in names)
        (place / "roster.csv").write_text("student_id,name,host\n" + rows, encoding="utf-8")
        (place / "class.yml").write_text(
            f"name: bench\nroster: roster.csv\nexercises: [{', '.join(EXERCISES)}]\nssh: {{config: {config}}}\n",
            encoding="utf-8",
        )
        return measured([sys.executable, "-m", "grader", "grade", str(place / "class.yml"), "--quiet"])


def _floor(names: list[str], config: Path) -> Cost:
    script = (HERE / "floor_class.sh").read_bytes()
    started = time.perf_counter()
    with ThreadPoolExecutor(len(names)) as pool:
        costs = list(pool.map(lambda name: measured(["ssh", "-F", str(config), name, "sh", "-s"], stdin=script), names))
    return Cost(time.perf_counter() - started, max(cost.cpu for cost in costs))


def compared(title: str, chosen: dict[str, Callable[[], Cost]]) -> None:
    """Take each way in turn, some rounds, and print medians and ratios."""
    taken: dict[str, list[Cost]] = {name: [] for name in chosen}
    for _ in range(ROUNDS):
        for name, go in chosen.items():
            taken[name].append(go())
    wall = {name: statistics.median(cost.wall for cost in costs) for name, costs in taken.items()}
    ours = wall["(a) grader grade"]
    print(f"\n{title:48} {'wall':>8} {'/ (a)':>8} {'cpu':>8} {'cpu/host':>9}")
    for name, costs in taken.items():
        cpu = statistics.median(cost.cpu for cost in costs)
        print(f"{name:48} {wall[name]:7.2f}s {wall[name] / ours:8.2f} {cpu:7.2f}s {cpu / COUNT:8.3f}s")
    print(f"(a) takes {ours / wall['(d) floor: one ssh a host, batch script']:.2f} times the floor.")


def loading() -> None:
    """What it costs to load the libraries that a run is made of, once."""
    alone = "import sys; sys.modules['paramiko'] = None"  # docker-py would load it, where there is one
    cpu = statistics.median(measured([sys.executable, "-c", f"{alone}; import {LIBRARIES}"]).cpu for _ in range(ROUNDS))
    print(f"Loading {LIBRARIES} takes {cpu:.2f} s of processor.")


def further(names: list[str], config: Path) -> None:
    """What each further host costs, besides what any run begins with."""
    alone, all_of_them = (
        statistics.median(_grade(some, config).cpu for _ in range(ROUNDS)) for some in (names[:1], names)
    )
    each = (all_of_them - alone) / (len(names) - 1)
    print(f"(a) takes {alone:.2f} s of processor for one host, and {each:.3f} s for each further one.")


def main() -> None:
    """Measure and print both tables."""
    as_installed()
    with class_of(COUNT) as found:
        config = found[0].ssh_config
        compared(f"{COUNT} hosts, {', '.join(EXERCISES)}, loopback", ways(found, config, stock=True))
        with far(found, config) as away:
            compared("the same, 40 ms away", ways(found, away, stock=False))
        further([host.name for host in found], config)
    loading()


if __name__ == "__main__":
    main()
