"""ex09: containers created, paused, stopped, restarted and cleared away."""

import pytest
from docker.errors import NotFound

from grader.checks import blocked, fail, passed
from grader.checks.dockerclient import is_podman
from grader.checks.wiring import is_up

BY_STOP = {0, 137, 143}
"""The exit codes of a program that docker stop ended: its own, that of SIGKILL and that of SIGTERM."""


@pytest.fixture
def past(events):
    """The Engine's events about containers, the oldest first."""
    return [event for event in events("pause", "unpause", "prune") if event.get("Type") == "container"]


def actions(past, container):
    """What happened to a container, the oldest first."""
    return [event.get("Action") for event in past if (event.get("Actor") or {}).get("ID") == container.id]


def after_last(found, action):
    """The actions after the last one of this kind; all if there is none."""
    return found[len(found) - found[::-1].index(action) :] if action in found else found


def state(container):
    return container.attrs["State"]


def was_started(container):
    return not str(state(container).get("StartedAt") or "0001").startswith("0001")


def is_created(container):
    return state(container).get("Status") == "created" and not was_started(container)


def is_paused(container):
    return bool(state(container).get("Paused"))


def has_ended(container):
    return was_started(container) and not state(container).get("Running")


def test_life1_created(containers, param):
    """{created} was created, but never started"""
    name = param["created"]
    container = containers.get(name)
    if not is_created(container):
        fail("was-started", seen=state(container).get("Status"), expected="created", name=name)
    containers.must_be_of(name, param["image"])


def test_life2_paused(containers, param):
    """{paused} is paused"""
    name = param["paused"]
    container = containers.get(name)
    if not is_paused(container):
        fail("not-paused", seen=state(container).get("Status"), expected="paused", name=name)
    containers.must_be_of(name, param["image"])


def test_life3_stopped(docker, containers, past, param):
    """{stopped} was stopped with docker stop"""
    name = param["stopped"]
    container = containers.get(name)
    if not has_ended(container):
        fail("not-stopped", seen=state(container).get("Status"), expected="exited", name=name)
    ending = after_last(actions(past, container), "start")
    code = state(container).get("ExitCode")
    if "stop" not in ending:
        if "kill" in ending:
            fail("killed", seen=code, name=name)
        if code not in BY_STOP or ("die" in ending and not is_podman(docker)):  # Podman does not log every stop
            fail("ended-itself", seen=code, name=name)
    containers.must_be_of(name, param["image"])
    if "stop" not in ending:
        passed("not-proven", name=name)


def test_life4_running(containers, param):
    """{restarted} is running"""
    containers.running(param["restarted"])
    containers.must_be_of(param["restarted"], param["image"])


@pytest.mark.needs("life4-running")
def test_life4_restarted(containers, past, param):
    """{restarted} was restarted with docker restart"""
    found = actions(past, containers.get(param["restarted"]))
    if "restart" in found:
        return
    # Of a container whose beginning the Engine still remembers, it remembers everything.
    if "create" in found:
        fail("never-restarted", name=param["restarted"])
    passed("not-proven", name=param["restarted"])


def test_pruned(docker, past, param):
    """{pruned} was cleared away with docker container prune"""
    name = param["pruned"]
    others = {"created": is_created, "paused": is_paused, "stopped": has_ended, "restarted": is_up}
    there = {part: found(docker, param[part]) for part in others}
    wrong = [part for part, is_right in others.items() if there[part] is None or not is_right(there[part])]
    if len(wrong) > len(others) - 2:
        # An empty host has no such container either.
        blocked(CHECKS[wrong[0]])
    left = found(docker, name)
    if left is not None:
        fail("still-there", seen=state(left).get("Status"), name=name)
    ends = [at for at, event in enumerate(past) if event.get("Action") == "destroy" and named(event) == name]
    if any(then_pruned(past[at + 1 :]) for at in ends):
        return
    if ends and not is_podman(docker):  # of a prune it logs only the removals
        fail("removed-otherwise", name=name)
    passed("not-proven", name=name)


CHECKS = {
    "created": "life1-created",
    "paused": "life2-paused",
    "stopped": "life3-stopped",
    "restarted": "life4-running",
}
"""The check of each container."""


def found(docker, name):
    """The container of this name; None if there is none."""
    try:
        return docker.containers.get(name)
    except NotFound:
        return None


def named(event):
    return ((event.get("Actor") or {}).get("Attributes") or {}).get("name")


def then_pruned(later):
    """Whether a prune follows, after nothing but other removals: it logs the removals first, then itself."""
    return next((event.get("Action") for event in later if event.get("Action") != "destroy"), None) == "prune"
