"""What is asked of every host: it answers most questions of checks, and hinders none."""

import json
import re

import pytest
from docker.errors import NotFound

from grader.checking import snapshot
from grader.checks.dockerclient import connect
from grader.checks.events import past_events
from grader.checks.session import Session
from grader.errors import EngineUnavailable
from grader.evidence.cache import CachingHost
from grader.evidence.file import Evidence
from grader.evidence.recording import RecordingHost
from grader.evidence.replay import ReplayHost
from grader.hosts.address import HostOptions
from grader.hosts.open import open_host
from grader.lab.hosts import run_script

DIGEST = "sha256:" + "a" * 64
ENGINE = {
    "/containers/json": [{"Id": "c1", "Names": ["/os1"], "Created": 2}, {"Id": "c2", "Names": ["/web1"], "Created": 1}],
    "/images/json": [{"Id": DIGEST, "RepoTags": ["centos:latest", "<none>:<none>"], "Created": 1}, {"Id": "x"}],
    "/networks": [{"Id": "n1", "Name": "net1"}],
    "/volumes": {"Volumes": [{"Name": "v1"}]},
    "/info": {"ID": "E1"},
    "/events": b'{"Action":"create","Type":"container"}\n{"Action":"start","Type":"container"}\n',
    "/containers/os1/json": {"Id": "c1", "Name": "/os1"},
    "/containers/web1/json": {"Id": "c2", "Name": "/web1"},
    "/images/centos:latest/json": {"Id": DIGEST, "RepoTags": ["centos:latest"]},
    "/networks/net1": {"Id": "n1", "Name": "net1"},
    "/volumes/v1": {"Name": "v1"},
}


@pytest.fixture
def taken(engine, monkeypatch):
    """taken(answers): a session with the snapshot of an Engine that answers so, and its recording."""
    hosts = []

    def look(answers=ENGINE, seconds=5):
        monkeypatch.setenv("DOCKER_HOST", f"unix://{engine(answers)}")
        hosts.append(open_host("local:"))
        recording = RecordingHost(hosts[-1])
        return begun(recording, seconds), recording

    yield look
    for host in hosts:
        host.close()


def begun(source, seconds=5):
    cache = CachingHost(source)
    session = Session(cache, {})
    snapshot.take(session, cache, seconds)
    return session


def _look_at_everything(session):
    client = connect(session)
    return [
        [one.name for one in client.containers.list(all=True)],
        client.api.images(),
        client.containers.get("web1").id,
        client.images.get("centos:latest").id,
        client.networks.get("net1").id,
        client.volumes.get("v1").name,
        client.info()["ID"],
        past_events(session)[-1]["Action"],
    ]


def test_checks_find_their_answers_in_it(taken):
    session, recording = taken()
    before = len(recording.evidence.facts)
    said = _look_at_everything(session)
    assert said[-1] == "start"
    assert len(recording.evidence.facts) == before


def test_its_replay_is_the_same_and_asks_nothing_else(taken):
    session, recording = taken()
    said = _look_at_everything(session)
    assert _look_at_everything(begun(ReplayHost(recording.evidence))) == said


def test_the_next_exercise_of_a_visit_asks_nothing_of_it_again(taken):
    session, first = taken()
    said = _look_at_everything(session)
    second = RecordingHost(first._host, begun=first.evidence.facts)
    cache = CachingHost(second)
    cache.learn(range(len(first.evidence.facts)))
    later = Session(cache, {})
    snapshot.take(later, cache, 5, first=False)
    assert _look_at_everything(later) == said
    assert len(second.evidence.facts) == len(first.evidence.facts)


def test_it_tells_who_the_machine_is(taken):
    _, recording = taken()
    said = recording.evidence.facts[0]
    assert said.command.splitlines()[0] == "# grader: who this machine is"
    keys = {line.partition("=")[0] for line in said.out.splitlines()}
    assert {"machine-id", "hostname"} <= keys <= {"machine-id", "hostname", "mac", "host-key"}


def test_a_host_without_an_engine_hinders_nothing(monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent")
    recording = RecordingHost(open_host("local:"))
    session = begun(recording)
    recording.close()
    assert [fact.request for fact in recording.evidence.facts] == [None, "GET /version"]
    with pytest.raises(EngineUnavailable):
        connect(session)


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"[" * 5000,
        None,
        [],
        {"Volumes": 7},
        [7, None, {}],
        [{"Names": 7, "RepoTags": {}, "Name": 3, "Created": "x"}],
        [{"Names": ["/ a/../b"], "RepoTags": ["a b"], "Name": "?x=1#"}],
    ],
)
def test_whatever_an_engine_answers_hinders_nothing(taken, odd):
    answers = {path: odd if odd is not None else {"message": "no"} for path in ENGINE if path.count("/") == 1}
    session, recording = taken({**answers, "/containers/os1/json": {"Id": "c1", "Name": "/os1"}})
    assert connect(session).containers.get("os1").name == "os1"
    assert ReplayHost(recording.evidence).evidence.facts


def test_only_so_many_of_each_kind_are_looked_at_the_newest_first(taken):
    many = [{"Id": str(number), "Names": [f"/c{number}"], "Created": number} for number in range(100)]
    _, recording = taken({**ENGINE, "/containers/json": many})
    asked = [f.request for f in recording.evidence.facts if f.request and "/containers/c" in f.request]
    assert len(asked) == snapshot.OF_EACH_KIND
    assert {"99", "60"} <= {request.split("/c")[-1].split("/")[0] for request in asked}


def test_the_engine_s_memory_is_asked_until_the_moment_of_arrival(taken):
    session, recording = taken()
    [asked] = [fact.request for fact in recording.evidence.facts if fact.request and "/events" in fact.request]
    until = float(asked.split("until=")[1].split("&")[0])
    assert 0 < until - session.facts.clock < 1


@pytest.fixture
def with_a_mount(tmp_path):
    """An Engine with a container that mounts a directory which is there, and one which is gone."""
    (tmp_path / "own").mkdir()
    mounts = [{"Type": "bind", "Source": str(tmp_path / name), "Destination": f"/{name}"} for name in ("own", "gone")]
    return {**ENGINE, "/containers/json": [{"Id": "c2", "Names": ["/web1"], "State": "running", "Mounts": mounts}]}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def _of_mounts(recording):
    return [fact for fact in recording.evidence.facts if "what containers mount" in (fact.command or "")]


def test_it_has_the_times_of_mounted_directories_and_creates_none(taken, with_a_mount, home):
    _, recording = taken(with_a_mount)
    [fact] = _of_mounts(recording)
    assert re.fullmatch(r"mount=c2 \d+ \S+ \S+ \S+ /own\n", fact.out)
    assert not (home / "gone").exists()


@pytest.mark.usefixtures("home")
def test_of_mounts_the_next_exercise_of_a_visit_asks_nothing_again(taken, with_a_mount):
    _, first = taken(with_a_mount)
    second = RecordingHost(first._host, begun=first.evidence.facts)
    cache = CachingHost(second)
    cache.learn(range(len(first.evidence.facts)))
    snapshot.take(Session(cache, {}), cache, 5, first=False)
    assert len(_of_mounts(second)) == 1


@pytest.mark.usefixtures("home")
def test_evidence_without_an_answer_about_mounts_is_replayed_all_the_same(taken, with_a_mount):
    session, recording = taken(with_a_mount)
    said = _look_at_everything(session)
    older = [fact for fact in recording.evidence.facts if fact not in _of_mounts(recording)]
    assert _look_at_everything(begun(ReplayHost(Evidence(recording.evidence.manifest, older)))) == said


@pytest.mark.lab
def test_on_a_real_engine_it_answers_what_docker_py_asks_and_leaves_no_event(lab_host, visit):
    def script(text):
        return run_script(lab_host, text, timeout=60).output

    script(
        "docker network create net1; docker volume create v1; docker run -itd --name web1 --network net1 httpd:latest"
    )
    try:
        count = "docker events --since 0 --until $(date +%s.%N) | wc -l"
        before = int(script(count))
        host = open_host(lab_host.url, HostOptions(lab_host.ssh_config))
        recording = RecordingHost(host)
        session = begun(recording, 20)
        facts = len(recording.evidence.facts)
        client = connect(session)
        assert client.containers.get("web1").status == "running"
        assert client.images.get("httpd:latest").tags
        assert client.networks.get("net1").name == "net1"
        assert client.volumes.get("v1").name == "v1"
        assert [one.name for one in client.containers.list(all=True)] == ["web1"]
        assert client.images.list()
        assert [one["Action"] for one in past_events(session) if one["Type"] == "container"][-1] == "start"
        assert len(recording.evidence.facts) == facts
        with pytest.raises(NotFound):
            client.containers.get("nobody")
        host.close()
        assert int(script(count)) == before
        said = json.dumps([fact.model_dump(mode="json") for fact in recording.evidence.facts])
        assert "host-key=ssh-ed25519" in said
    finally:
        script("docker rm -f web1; docker network rm net1; docker volume rm v1")
