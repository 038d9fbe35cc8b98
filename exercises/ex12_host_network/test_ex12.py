"""ex12: a container that shares the network of its host."""

import re

import pytest

from grader.checks import fail, passed
from grader.checks.dockerclient import is_rootless
from grader.checks.options import network_option
from grader.checks.sockets import listeners, serving

NO_PROGRAM = {126, 127}

# The network namespace, then each process whose open files this one may look at, with its sockets.
INSIDE = r"""
readlink /proc/self/ns/net 2>/dev/null || ls -l /proc/self/ns/net 2>/dev/null
for p in /proc/[0-9]*; do
  for f in "$p"/fd/*; do
    if [ -S "$f" ]; then echo "${p#/proc/} $(readlink "$f" 2>/dev/null || ls -l "$f" 2>/dev/null)"
    elif [ -e "$f" ]; then echo "${p#/proc/}"; fi
  done
done
true
"""
NAMESPACE = re.compile(r"net:\[(\d+)\]")
OPEN = re.compile(r"^(\d+)(?: .*socket:\[(\d+)\])?$", re.MULTILINE)


@pytest.fixture(scope="module")
def inside(containers, param):
    """What the container sees of itself; None if it has no shell."""
    seen = containers.inside(param["container"], "sh", "-c", INSIDE)
    return None if seen.rc in NO_PROGRAM or not NAMESPACE.search(seen.out) else seen.out


def test_web4_running(containers, param):
    """Container {container} is running"""
    containers.running(param["container"])
    containers.must_be_of(param["container"], param["image"])


@pytest.mark.needs("web4-running")
def test_on_host_network(session, docker, containers, inside, param):
    """{container} shares the network of the host"""
    container = containers.get(param["container"])
    seen = network_option(container)
    ours = NAMESPACE.search(session.run("readlink /proc/self/ns/net").out.decode("utf-8", "replace"))
    if inside is None or ours is None or is_rootless(docker):
        # The container has no shell, or the Engine itself has a network of its own: the Engine's settings have to do.
        if seen != "--network host":
            fail("other-network", seen=seen, expected="--network host")
        return
    if NAMESPACE.search(inside).group(1) != ours.group(1):
        fail("other-network", seen=seen, expected="--network host")


@pytest.mark.needs("web4-running")
def test_host_answers(get, wait, param):
    """Port {port} of the host answers"""

    def look():
        answer = get("127.0.0.1", param["port"])
        if not answer.status:
            fail("no-answer", expected=f"127.0.0.1:{param['port']}")
        if answer.status != 200:
            fail("other-status", seen=answer.status, expected=200)

    wait(look, limit=10)


@pytest.mark.needs("host-answers", "on-host-network")
def test_answer_is_web4(session, containers, inside, param):
    """What answers on port {port} of the host is {container}"""
    asked = serving(listeners(session), param["port"])
    own = own_sockets(containers.get(param["container"]), inside)
    if own is None:
        passed("not-proven")
    if not asked & own:
        fail("other-server", expected=param["container"])


def own_sockets(container, inside):
    """The sockets of the container's processes, by inode; None if the processes cannot be looked at."""
    seen = OPEN.findall(inside or "")
    if container.attrs["HostConfig"].get("PidMode") == "host":
        # It sees the processes of the whole host; its own are those that the Engine lists.
        listed = container.top(ps_args="-eo pid")
        pids = {row[listed["Titles"].index("PID")] for row in listed["Processes"]}
        seen = [one for one in seen if one[0] in pids]
    elif not any(pid == "1" for pid, _ in seen):
        return None
    return {int(inode) for _, inode in seen if inode} if seen else None
