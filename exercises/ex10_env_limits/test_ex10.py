"""ex10: a container's environment, its share of the processor, and what docker stats and docker top show of it."""

import re
from posixpath import join

import pytest
from docker.errors import ImageNotFound

from grader.checks import fail, passed
from grader.checks.conclusion import Concluded
from grader.checks.dockerclient import is_podman
from grader.checks.layers import is_based_on
from grader.checks.nearmisses import near_miss
from grader.checks.textfiles import text_file
from grader.checks.times import timestamp
from grader.checks.wiring import environment, is_up

NO_PROGRAM = {126, 127}
PERIOD = 100_000
"""The period that the kernel uses if none is given, in microseconds."""

# The variable in the environment of the first process, in any case of letters, then the limits of the cgroup: cpu.max
# of version 2, or quota and period of version 1.
INSIDE = r"""
ulimit -c 0
tr '\0' '\n' <"/proc/$1/environ" | grep -i "^$2=" | sed 's/^/env /'
[ -r "/proc/$1/environ" ] && echo readable
own=$(sed -n 's/^0:://p' /proc/self/cgroup)
for f in "/sys/fs/cgroup$own/cpu.max" /sys/fs/cgroup/cpu.max; do
  if [ -r "$f" ]; then echo "cpu $(cat "$f")"; exit 0; fi
done
own=$(grep -E '^[0-9]+:([^:]*,)?cpu(,[^:]*)?:' /proc/self/cgroup | cut -d : -f 3)
for d in "/sys/fs/cgroup/cpu$own" /sys/fs/cgroup/cpu /sys/fs/cgroup/cpu,cpuacct; do
  if [ -r "$d/cpu.cfs_quota_us" ]; then
    echo "cpu $(cat "$d/cpu.cfs_quota_us") $(cat "$d/cpu.cfs_period_us")"; exit 0
  fi
done
true
"""
LIMIT = re.compile(r"^cpu (max|-?\d+) (\d+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def container(containers, param):
    return containers.get(param["container"])


@pytest.fixture(scope="module")
def inside(containers, container, param):
    """What the container's first process has; empty if that cannot be seen."""
    if not is_up(container):
        return ""
    shared = container.attrs["HostConfig"].get("PidMode") == "host"
    pid = str(container.attrs["State"].get("Pid") or 1) if shared else "1"
    seen = containers.inside(container.name, "sh", "-c", INSIDE, "sh", pid, param["variable"])
    return "" if seen.rc in NO_PROGRAM else seen.out


def test_os4_running(docker, containers, container, param):
    """Container {container} is running"""
    containers.running(param["container"])
    try:
        containers.must_be_of(param["container"], param["image"])
    except Concluded:
        if not is_own(docker, container, param):
            raise


def is_own(docker, container, param):
    """Whether the container is of an image that the student made from the one that the task names."""
    try:
        return is_based_on(docker.images.get(container.attrs["Image"]), docker.images.get(param["image"]))
    except ImageNotFound:
        return False


def test_environment_set(container, inside, param):
    """{variable}={value} is in the environment of {container}"""
    wanted = f"{param['variable']}={param['value']}"
    found = re.findall(r"^env (.*)$", inside, re.MULTILINE)
    if not found and ("readable" not in inside.split("\n") or "not found" in inside):
        # The image lacks the tools to look at the first process: what it was started with has to do.
        found = [
            f"{name}={value}"
            for name, value in environment(container).items()
            if name.lower() == param["variable"].lower()
        ]
    if wanted not in found:
        if found:
            fail("other-value", seen=found, expected=wanted)
        fail("not-set", near_variable=near_miss(param["variable"], environment(container)))


def test_cpu_limited(docker, container, inside, param):
    """{container} may use at most {cpus} CPU"""
    given = configured(container)
    limit = LIMIT.search(inside)
    if limit and docker.info().get("CpuCfsQuota", True):
        given = None if limit[1] in {"max", "-1"} else int(limit[1]) / int(limit[2])
    if given is None or given <= 0:
        if other_limits(container):
            fail("other-limit", seen=other_limits(container))
        fail("no-limit")
    if given > param["cpus"] + 1e-6:
        fail("too-much", seen=round(given, 3), expected=param["cpus"])


def configured(container):
    """The limit that the container was created or updated with, in CPUs; None if there is none."""
    settings = container.attrs["HostConfig"]
    if settings.get("NanoCpus"):
        return settings["NanoCpus"] / 1e9
    quota = settings.get("CpuQuota") or 0
    return quota / (settings.get("CpuPeriod") or PERIOD) if quota > 0 else None


def other_limits(container):
    """The options given that do not limit how much a container may use when nobody else wants the processor."""
    settings = container.attrs["HostConfig"]
    given = {"--cpu-shares": settings.get("CpuShares"), "--cpuset-cpus": settings.get("CpusetCpus")}
    return [f"{option} {value}" for option, value in given.items() if value]


def names_of(container, name):
    """A pattern for the container's name, or its id, long or short."""
    short = container.id[:12]
    return re.compile(rf"(?<![\w.-])(?:{re.escape(name)}|{short}[0-9a-f]*)(?![\w.-])")


@pytest.mark.needs("os4-running")
def test_stats_saved(session, docker, home, container, work, param):
    """~/{stats} is what docker stats shows of {container}"""
    path = join(home, param["stats"])
    file = text_file(session, path)
    work.file(path)
    rows = [line for line in file.lines if names_of(container, param["container"]).search(line)]
    if not rows and is_podman(docker):  # of its names, docker stats cuts off the first letter
        rows = [line for line in file.lines if param["container"][1:] in line.split()]
    if not rows:
        fail("not-in-table", seen=file.lines[:3], path=path, name=param["container"])
    if not any(re.search(r"\d+(\.\d+)?\s?%", row) for row in rows):
        fail("no-stats", seen=rows[0], path=path)


@pytest.mark.needs("os4-running")
def test_top_saved(session, docker, home, container, work, param):
    """~/{top} is what docker top shows of {container}"""
    path = join(home, param["top"])
    file = text_file(session, path)
    work.file(path)
    tables = tables_in(file.lines)
    pids = set().union(*tables)
    if not pids:
        fail("no-processes", seen=file.lines[:3], path=path)
    state = container.attrs["State"]
    if any(state["Pid"] in table and 1 not in table for table in tables):
        return
    if 1 in pids:
        if is_podman(docker):
            passed("other-numbers")  # its docker top shows the processes as the container numbers them
        fail("other-processes", path=path)
    if timestamp(state.get("StartedAt") or "") <= file.changed:
        fail("not-its-process", seen=sorted(pids), expected=state["Pid"], path=path)
    # The table is older than the process: os4 was started again since.
    passed("not-proven")


def tables_in(lines):
    """The numbers in the column PID of each table of processes; a table goes on until the next line of titles."""
    tables, column = [], 0
    for words in (line.split() for line in lines):
        if tables and len(words) > column and words[column].isdigit():
            tables[-1].add(int(words[column]))
        elif "PID" in words:
            tables.append(set())
            column = words.index("PID")
    return tables
