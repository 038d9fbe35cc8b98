import os

import pytest

from grader.checks.conclusion import Concluded
from grader.checks.dockerclient import connect
from grader.checks.lookups import _PIDS_INSIDE, Lookup
from grader.checks.verdict import RootCause
from grader.errors import HostError


@pytest.fixture
def containers(visit, engine, monkeypatch):
    """containers({name: attributes}, clock=…): the lookup on an Engine that shows these."""

    def lookup(shown, *, clock=1000.0, slept=lambda: None, images=(), params=None):
        answers = {f"/containers/{name}/json": {"Id": name, "Name": f"/{name}", **shown[name]} for name in shown}
        answers["/images/json"] = list(images)
        answers["/containers/json"] = [{"Id": name, "Names": [f"/{name}", f"/linked/{name}"]} for name in shown]
        monkeypatch.setenv("DOCKER_HOST", f"unix://{engine(answers)}")
        session = visit(params=params)
        waited = []
        monkeypatch.setattr(session, "clock", lambda: clock + sum(waited))
        monkeypatch.setattr(session, "sleep", lambda seconds: waited.append(seconds) or slept())
        found = Lookup(connect(session), session)
        found.waited = waited
        return found

    return lookup


def running(started="1970-01-01T00:00:00Z", restarts=0, **state):
    return {"State": {"Running": True, "Status": "running", "StartedAt": started, **state}, "RestartCount": restarts}


def conclusion(look):
    with pytest.raises(Concluded) as caught:
        look()
    return caught.value.reason, caught.value.seen, caught.value.values.get("name")


def test_a_container_is_found_by_name(containers):
    assert containers({"web": running()}).get("web").name == "web"


def test_a_missing_container_fails(containers):
    lookup = containers({})
    assert conclusion(lambda: lookup.get("web")) == ("container-missing", None, "web")
    assert conclusion(lambda: lookup.running("web")) == ("container-missing", None, "web")


def near(containers, wanted, *names, **params):
    with pytest.raises(Concluded) as caught:
        containers(dict.fromkeys(names, running()), params=params).get(wanted)
    return caught.value.values["near_container"]


def test_a_missing_container_is_told_with_its_near_miss(containers):
    assert near(containers, "os3", "os5", "OS3") == "OS3"
    assert near(containers, "os3", "os5") is None


def test_a_container_that_the_task_names_is_not_a_near_miss(containers):
    assert near(containers, "wp-db", "wp-bd", other="wp-bd") is None


@pytest.mark.parametrize("attributes", [{}, {"web": running(Running=False)}, {"web": running(Restarting=True)}])
def test_a_check_that_requires_a_container_to_run_states_that_it_does_not(containers, attributes):
    with pytest.raises(Concluded) as caught:
        containers(attributes).running("web")
    assert (caught.value.root, caught.value.states_root) == (RootCause("container", "web"), True)


def test_a_check_that_only_looks_at_a_container_does_not_state_that_it_is_missing(containers):
    with pytest.raises(Concluded) as caught:
        containers({}).get("web")
    assert (caught.value.root, caught.value.states_root) == (RootCause("container", "web"), False)


def test_a_container_that_has_run_for_long_is_running(containers):
    lookup = containers({"web": running()})
    assert lookup.running("web").name == "web"
    assert lookup.waited == []


@pytest.mark.parametrize(
    ("state", "reason", "seen"),
    [
        ({"Running": False, "Status": "exited", "ExitCode": 137}, "not-running", "exited (137)"),
        ({"Running": False, "Status": "created"}, "not-running", "created"),
        ({"Running": False, "Status": "dead"}, "not-running", "dead"),
        ({"Running": False, "Status": None}, "not-running", "unknown"),
        ({"Running": True, "Paused": True, "Status": "paused"}, "not-running", "paused"),
        ({"Running": True, "Restarting": True, "Status": "restarting"}, "restarting", 0),
    ],
)
def test_a_container_that_is_not_running_fails(containers, state, reason, seen):
    lookup = containers({"web": {"State": state}})
    assert conclusion(lambda: lookup.running("web")) == (reason, seen, "web")


def test_a_container_that_is_not_running_is_told_with_what_the_engine_said(containers):
    lookup = containers({"web": {"State": {"Status": "created", "Error": "port is already allocated"}}})
    with pytest.raises(Concluded) as caught:
        lookup.running("web")
    assert caught.value.values == {"name": "web", "engine_says": "port is already allocated"}


@pytest.mark.parametrize(
    "odd", [{}, {"State": None}, {"State": {}}, {"State": {"Running": True}, "RestartCount": None}]
)
def test_an_odd_answer_is_no_error(containers, odd):
    lookup = containers({"web": odd})
    if odd.get("State"):
        assert lookup.running("web").name == "web"
    else:
        assert conclusion(lambda: lookup.running("web"))[0] == "not-running"


def test_a_container_that_has_just_started_is_watched_briefly(containers):
    lookup = containers({"web": running("1970-01-01T00:16:39.5Z")})
    assert lookup.running("web")
    assert 1 <= sum(lookup.waited) < 3
    lookup.running("web")
    assert sum(lookup.waited) < 3, "it is not watched again"


def test_a_restarted_container_is_watched_until_it_is_stable(containers):
    lookup = containers({"web": running("1970-01-01T00:16:35Z", restarts=2)})
    assert lookup.running("web")
    assert sum(lookup.waited) >= 10


@pytest.mark.parametrize(
    ("created", "restarts", "up", "waits"),
    [
        pytest.param("1970-01-01T00:15:00Z", 2, 25, 35, id="lives of 20 s and more: until it has outlived two of them"),
        pytest.param("1970-01-01T00:16:00Z", 4, 15, 5, id="lives of a few seconds: until the engine has forgotten"),
        pytest.param("1970-01-01T00:00:00Z", 1, 30, 30, id="one long life: no longer than for a minute"),
        pytest.param("1970-01-01T00:00:00Z", 1, 61, 0, id="up for longer than that"),
    ],
)
def test_a_restarted_container_must_outlive_its_previous_lives(containers, created, restarts, up, waits):
    started = f"1970-01-01T00:{(1000 - up) // 60:02}:{(1000 - up) % 60:02}Z"
    lookup = containers({"web": {**running(started, restarts=restarts), "Created": created}})
    assert lookup.running("web")
    assert sum(lookup.waited) == pytest.approx(waits, abs=0.1)


def test_a_container_that_restarts_while_it_is_watched_fails(containers, engine, monkeypatch):
    lookup = containers({"web": running("1970-01-01T00:16:39Z")})
    shown = [running("1970-01-01T00:16:39Z"), running("1970-01-01T00:16:40Z", restarts=1)]
    real = lookup.get

    def get(name):
        found = real(name)
        found.attrs.update(shown.pop(0))
        return found

    monkeypatch.setattr(lookup, "get", get)
    assert conclusion(lambda: lookup.running("web"))[:2] == ("restarting", 1)


def image(id_, *tags, digests=()):
    return {"Id": f"sha256:{id_}", "RepoTags": list(tags), "RepoDigests": list(digests)}


@pytest.mark.parametrize(
    ("given", "images"),
    [
        ("centos", []),
        ("docker.io/library/centos:7", []),
        ("localhost:5000/centos", []),
        ("quay.io/centos/centos@sha256:0123", []),
        ("abc", [image("abcdef", "centos:latest")]),
        ("sha256:abcdef", [image("abcdef", "centos:latest")]),
        ("abcdef", [image("abcdef", digests=["centos@sha256:0123"])]),
        ("abcd", [image("abcdef", "<none>:<none>", digests=["<none>@<none>"])]),
        ("abcd", []),
        ("mine", [image("abcdef", "mine:latest", "centos:latest")]),
    ],
)
def test_an_image_is_that_of_the_task_by_any_of_its_names_or_by_its_id(containers, given, images):
    attributes = {"Config": {"Image": given}, "Image": "sha256:abcdef"}
    containers({"os3": attributes}, images=images).must_be_of("os3", "centos:latest")


@pytest.mark.parametrize(
    ("given", "images", "seen"),
    [
        ("rockylinux:9", [], "rockylinux:9"),
        ("cafe:latest", [image("abcdef", "cafe:latest")], "cafe:latest"),
        ("abc", [image("abcdef", "debian:12"), image("abc123", "centos:latest")], "debian:12"),
        ("abc", [image("abcdef", digests=["debian@sha256:0123"])], "debian@sha256:0123"),
    ],
)
def test_a_container_of_another_image_loses_a_share(containers, given, images, seen):
    attributes = {"Config": {"Image": given}, "Image": "sha256:abcdef"}
    lookup = containers({"os3": attributes}, images=images)
    assert conclusion(lambda: lookup.must_be_of("os3", "centos:latest")) == ("other-image", seen, "os3")


@pytest.mark.lab
def test_a_real_container_that_keeps_crashing_is_not_running(on_lab):
    session = on_lab("docker run -d --restart always --name web centos:latest sh -c 'sleep 0.3; exit 1'; sleep 2")
    lookup = Lookup(connect(session), session)
    assert conclusion(lambda: lookup.running("web"))[0] in {"restarting", "not-running"}


@pytest.mark.lab
def test_programs_run_inside_a_real_container(on_lab):
    session = on_lab("docker run -itd --name box centos:latest")
    lookup = Lookup(connect(session), session)
    assert lookup.running("box").name == "box"
    assert lookup.inside("box", "echo", "a b").out == "a b\n"
    assert lookup.inside("box", "sh", "-c", "exit 4").rc == 4
    assert lookup.inside("box", "id", "-u", user="1").out == "1\n"
    assert lookup.inside("box", "no-such-program").rc in {126, 127}


def test_a_process_of_another_container_is_left_alone(visit):
    command = _PIDS_INSIDE.format(pid=os.getpid(), container="0" * 64)
    assert visit().run(command).out == b""


@pytest.mark.lab
@pytest.mark.parametrize(
    "program", [("sleep", "1000"), ("sh", "-c", "sleep 1000 & sleep 1000"), ("sh", "-c", "while :; do echo yes; done")]
)
def test_a_program_that_does_not_end_is_ended_and_the_others_go_on(on_lab, program):
    session = on_lab("docker run -itd --name box centos:latest; docker exec -d box sleep 2000")
    lookup = Lookup(connect(session), session)
    session.begin(4)
    with pytest.raises(HostError):
        lookup.inside("box", *program)
    session.begin(20)
    left = [line for line in lookup.inside("box", "ps").out.splitlines() if "sleep" in line or "yes" in line]
    assert [line.partition("sleep ")[2] for line in left] == ["2000"]
