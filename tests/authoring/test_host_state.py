"""What a proof sees of a host before and after grading."""

import pytest

from grader.authoring.host_state import MOST_EXEC_EVENTS, HostState, after, differences, take
from grader.lab import hosts


def state(*lines, events=()):
    return HostState(frozenset(lines), "1.5", tuple(events))


def test_the_same_host_has_no_differences():
    assert list(differences(state("a", "b"), state("b", "a"))) == []


def test_what_came_and_what_went_is_named():
    assert list(differences(state("a", "b"), state("a", "c"))) == ["grading changed the host: b; c"]


@pytest.mark.parametrize(
    "event",
    [
        "container exec_create: ls os3",
        "container exec_die os3",
        "container exec os3",
        "container exec_died os3",
        "container create grader-4f2a91c07b-1",
        "container top x",
    ],
)
def test_events_that_grading_needs_are_no_difference(event):
    assert list(differences(state(), state(events=[event]))) == []


@pytest.mark.parametrize("event", ["volume mount w1", "container start os3", "container create grader", "image tag x"])
def test_other_events_are_a_difference(event):
    assert list(differences(state(), state(events=[event]))) == [f"grading caused 1 event, such as: {event}"]


@pytest.mark.parametrize("end", ["destroy", "remove"])
@pytest.mark.parametrize(("name", "is_passing"), [("a" * 64, True), ("data", False)])
def test_a_volume_of_the_probe_s_own_container_may_come_and_go(name, is_passing, end):
    came = [f"volume {action} {name}" for action in ("create", "mount", "unmount", end)]
    assert (list(differences(state(), state(events=came))) == []) == is_passing
    assert list(differences(state(), state(events=came[:3]))) != []


def test_a_flood_of_programs_in_containers_is_a_difference():
    flood = ["container exec_start: ls os3"] * (MOST_EXEC_EVENTS + 1)
    [said] = differences(state(), state(events=flood))
    assert said.startswith(f"grading caused {MOST_EXEC_EVENTS + 1} events of programs in containers")


def test_events_beside_a_restart_loop_are_not_told_apart():
    looping = "container abc restarting 2026-01-01T00:00:00Z 3"
    assert list(differences(state(looping), state(looping, events=["container die wp-db"]))) == []


def test_a_restart_meanwhile_is_no_difference():
    before = state("container abc restarting 2026-01-01T00:00:00Z 8")
    for now in ("restarting 2026-01-01T00:00:26Z 9", "running 2026-01-01T00:00:26Z 9"):
        assert list(differences(before, state(f"container abc {now}"))) == []


def test_a_restart_loop_hides_no_other_change():
    looping = "container abc restarting 2026-01-01T00:00:00Z 8"
    other = "container def running 2026-01-01T00:00:00Z 0"
    now = state(looping, "container def running 2026-01-01T00:00:26Z 1", "file /home/student/new")
    [said] = differences(state(looping, other), now)
    assert "file /home/student/new" in said
    assert "container def running 2026-01-01T00:00:26Z 1" in said


SEEDED = {
    "a created directory": ("mkdir /home/student/new", "new"),
    "a changed owner": ("chown root /home/student/file", "/home/student/file"),
    "a changed time": ("touch -d 2020-01-01 /home/student/file", "/home/student/file"),
    "a left file": ("touch /tmp/left", "/tmp/left"),
    "a left file in a container": ("docker exec seeded touch /left", "/left"),
    "a left process": ("setsid sleep 4711 >/dev/null 2>&1 &", "sleep 4711"),
    "a left process in a container": ("docker exec -d seeded sleep 4712", "sleep 4712"),
    "a flood of events": ("for i in $(seq 14); do docker exec seeded true; done", "events of programs in containers"),
    "looks into volumes": ("docker cp seeded:/data - >/dev/null", "volume mount"),
}


@pytest.fixture(scope="module")
def seeded(lab_host):
    script = "touch file; docker run -dit --name seeded -v vol:/data centos:latest"
    assert hosts.run_script(lab_host, script, timeout=60).rc == 0
    yield lab_host
    hosts.run_script(lab_host, "docker rm -f seeded; docker volume rm vol; rm -f file", timeout=60)


@pytest.mark.lab
def test_looking_alone_is_no_difference(seeded):
    before = take(seeded)
    assert list(differences(before, take(seeded, before))) == []


@pytest.mark.lab
def test_a_container_that_is_just_being_restarted_is_waited_for(seeded):
    """The first crash leaves 0.1 s until the next start; each start doubles it."""
    loop = "docker run -d --name loop --restart always centos:latest sleep 1"
    wait = "until docker inspect -f '{{.State.Status}}' loop | grep -q restarting; do sleep 0.05; done"
    hosts.run_script(seeded, f"{loop}; sleep 8; {wait}", timeout=60)
    before = take(seeded)
    hosts.run_script(seeded, "until docker top loop; do sleep 0.05; done", timeout=60)
    during = take(seeded, before)
    found = list(differences(before, after(seeded, before)))
    hosts.run_script(seeded, "docker rm -f loop", timeout=60)
    assert list(differences(before, during)) != []
    assert found == []


@pytest.mark.lab
@pytest.mark.parametrize(("fault", "sign"), SEEDED.values(), ids=SEEDED)
def test_a_seeded_fault_is_found(seeded, fault, sign):
    before = take(seeded)
    hosts.run_script(seeded, fault, user="root", timeout=60)
    found = "\n".join(differences(before, take(seeded, before)))
    hosts.run_script(seeded, "pkill -f 'sleep 471[12]'; rm -rf /tmp/left /home/student/new", user="root", timeout=60)
    assert sign in found
