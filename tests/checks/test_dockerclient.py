"""docker-py's client over our adapter: unchanged in use."""

import time

import pytest
from docker.errors import APIError, NotFound
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.dockerclient import api_version, connect, is_podman, is_rootless
from grader.checks.streams import frames
from grader.errors import CheckBroken, EngineUnavailable, GarbledAnswer, NotInEvidence


@pytest.fixture
def client(visit, engine, monkeypatch):
    """client({path: answer}, …): docker-py's client of an Engine that gives these answers."""

    def connected(answers=None, **versions):
        monkeypatch.setenv("DOCKER_HOST", f"unix://{engine(answers or {}, **versions)}")
        return connect(visit())

    return connected


@pytest.mark.parametrize(
    ("engine_s", "oldest", "chosen"),
    [
        pytest.param("1.41", "1.12", "1.41", id="Docker 20.10"),
        pytest.param("1.43", "1.12", "1.43", id="Docker 24"),
        pytest.param("1.44", "1.24", "1.44", id="Docker 25"),
        pytest.param("1.52", "1.44", "1.44", id="Docker 29"),
        pytest.param("1.54", "1.40", "1.44", id="Docker 29, later"),
        pytest.param("1.60", "1.48", "1.48", id="one day"),
        pytest.param("1.24", "1.12", "1.24", id="the oldest of all"),
        pytest.param("1.41.0", "", "1.41", id="Podman"),
    ],
)
def test_both_sides_support_the_chosen_api_version(client, engine_s, oldest, chosen):
    assert client(version=engine_s, oldest=oldest).api._version == chosen


@pytest.mark.parametrize(
    ("said", "podman"),
    [
        ({"Components": [{"Name": "Podman Engine", "Version": "4.3.1"}, {"Name": "Conmon"}]}, True),
        ({"Components": [{"Name": "Engine"}, {"Name": "containerd"}]}, False),
        ({}, False),
    ],
)
def test_podman_is_recognized_by_its_version(client, said, podman):
    assert is_podman(client({"/version": {"ApiVersion": "1.41", **said}})) is podman


def test_podman_is_recognized_by_the_request_that_all_evidence_has(client, monkeypatch):
    docker, asked = client({"/version": {"ApiVersion": "1.41"}}), []
    monkeypatch.setattr(
        docker.api,
        "get",
        lambda url, **_: (
            asked.append(url) or type("A", (), {"status_code": 200, "json": dict, "raise_for_status": int})
        ),
    )
    is_podman(docker)
    assert [url.partition("://")[2].partition("/")[2] for url in asked] == ["version"]


@pytest.mark.parametrize(
    ("options", "rootless"),
    [
        (["name=seccomp,profile=builtin", "name=rootless"], True),
        (["name=seccomp,profile=builtin"], False),
        (None, False),
    ],
)
def test_a_rootless_engine_is_recognized(client, options, rootless):
    assert is_rootless(client({"/info": {"SecurityOptions": options}})) is rootless


def test_older_evidence_is_not_of_a_rootless_engine(client):
    def info():
        raise NotInEvidence("Not in evidence.", next_step="Grade the live host again.")

    docker = client()
    docker.info = info
    assert not is_rootless(docker)


def test_an_engine_that_is_too_old_is_reported(client):
    with pytest.raises(EngineUnavailable, match=r"too old: it speaks API 1\.18"):
        client(version="1.18", oldest="1.12")


@pytest.mark.parametrize(
    "said",
    [b"", b"null", b"{", b"[]", b'"1.41"', b"{}", b'{"ApiVersion": 1.41}', b'{"ApiVersion": "x.y"}', b"[" * 100_000],
)
def test_an_engine_that_does_not_report_its_version_is_garbled(visit, engine, monkeypatch, said):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({'/version': said})}")
    with pytest.raises(GarbledAnswer, match="does not report its version"):
        api_version(visit())


def test_a_missing_object_is_not_found(client):
    with pytest.raises(NotFound, match="No such container: /containers/web1/json"):
        client().containers.get("web1")


@pytest.mark.parametrize(
    "said",
    [
        "No such container: web1",
        "no such image: nobody/nothing: No such image: nobody/nothing:latest",
        "network net1 not found",
        "get wp-db-vol: no such volume",
        'no container with name or ID "web1" found: no such container',
        "unable to find network with name or ID net1: network not found",
        'no volume with name "wp" found: no such volume',
        "failed to find image centos: centos: image not known",
        "Could not find the file /x in container web1",
    ],
)
def test_an_object_that_the_student_has_not_created_is_not_found(client, said):
    with pytest.raises(NotFound):
        client({"/containers/web1/json": (404, {"message": said})}).containers.get("web1")


@pytest.mark.parametrize(
    "said", ["page not found", "", "No such exec instance: 1234", "404 Not Found", "plugin x not found"]
)
def test_any_other_404_is_a_garbled_answer(client, said):
    with pytest.raises(GarbledAnswer, match=r"does not support the request GET /v1\.41/containers/web1/json") as caught:
        client({"/containers/web1/json": (404, {"message": said})}).containers.get("web1")
    assert "docker version" in caught.value.next_step


def test_an_error_of_the_engine_is_docker_pys_error(client, visit, monkeypatch, serving):
    def broken(connection):
        while asked := connection.recv(65536):
            ok = b"/version" in asked or b"/_ping" in asked
            body = b'{"ApiVersion": "1.41"}' if ok else b'{"message": "disk full"}'
            status = b"200 OK" if ok else b"500 Internal Server Error"
            head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            connection.sendall(head % (status, len(body)) + body)

    monkeypatch.setenv("DOCKER_HOST", f"unix://{serving(broken)}")
    with pytest.raises(APIError, match="disk full"):
        connect(visit()).containers.list()


def test_attaching_is_refused(client):
    shown = {"Id": "ab", "Config": {"Tty": False}, "Image": "x"}
    with pytest.raises((CheckBroken, NotFound)):
        client({"/containers/web/json": shown}).containers.get("web").attach_socket()


def test_a_file_is_not_sent(client, tmp_path):
    (tmp_path / "image.tar").write_bytes(b"x")
    with (tmp_path / "image.tar").open("rb") as file, pytest.raises(CheckBroken, match="sends a file or a stream"):
        client().images.load(file)


def test_the_timeout_of_docker_py_applies(client, monkeypatch):
    made = client({"/info": {}})
    made.api.timeout = 3
    seen = []
    adapter = made.api.get_adapter("http+docker://localhost/")
    ask = adapter._session.ask
    monkeypatch.setattr(adapter._session, "ask", lambda request: seen.append(request.seconds) or ask(request))
    made.info()
    made.api.timeout = None
    made.info()
    assert seen == [3.0, 20.0]


def frame(kind, payload):
    return bytes([kind, 0, 0, 0]) + len(payload).to_bytes(4, "big") + payload


@given(parts=st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=30)), max_size=6))
def test_frames_are_read_as_they_were_written(parts):
    assert list(frames(b"".join(frame(*part) for part in parts))) == parts


@given(said=st.binary(max_size=60))
def test_any_bytes_can_be_read_as_frames(said):
    assert sum(len(payload) for _, payload in frames(said)) <= len(said)


@pytest.fixture
def real(on_lab):
    """real(script): docker-py's client of a real Engine, after a script of the student."""
    return lambda script="": connect(on_lab(script))


@pytest.mark.lab
def test_containers_are_listed_and_shown(real):
    client = real("docker run -itd --name os1 centos:latest; docker create --name os2 centos:latest")
    assert [one.name for one in client.containers.list()] == ["os1"]
    assert {one.name for one in client.containers.list(all=True)} == {"os1", "os2"}
    shown = client.containers.get("os1")
    assert (shown.status, shown.attrs["Config"]["Tty"], shown.image.tags) == ("running", True, ["centos:latest"])
    with pytest.raises(NotFound):
        client.containers.get("os3")


@pytest.mark.lab
def test_images_networks_and_volumes_are_listed(real):
    client = real("docker volume create v1; docker network create n1 || true")
    assert "hello-world:latest" in {tag for image in client.images.list() for tag in image.tags}
    assert client.images.get("centos").attrs["RootFS"]["Layers"]
    assert "n1" in {network.name for network in client.networks.list()}
    assert client.volumes.get("v1").name == "v1"
    assert client.info()["ServerVersion"]
    client.networks.get("n1").remove()


@pytest.mark.lab
def test_past_events_are_decoded(real):
    client = real("docker run --name once hello-world")
    now = int(time.time())
    seen = list(client.events(since=now - 60, until=now + 1, decode=True))
    assert "die" in {event["Action"] for event in seen}


@pytest.mark.lab
def test_logs_come_with_both_streams(real):
    client = real("docker run --name once centos:latest sh -c 'echo out; echo err >&2'")
    once = client.containers.get("once")
    assert sorted(once.logs().split()) == [b"err", b"out"]
    assert once.logs(stderr=False) == b"out\n"
    assert once.logs(stdout=False, tail=10) == b"err\n"


@pytest.mark.lab
def test_logs_of_a_terminal_are_unchanged(real):
    client = real("docker run -t --name once centos:latest echo out")
    assert client.containers.get("once").logs() == b"out\r\n"


@pytest.mark.lab
def test_programs_run_in_containers(real):
    box = real("docker run -itd --name box centos:latest").containers.get("box")
    script = ["sh", "-c", "echo out; echo err >&2; exit 3"]
    assert box.exec_run(script, demux=True) == (3, (b"out\n", b"err\n"))
    assert box.exec_run(["true"], demux=True) == (0, (None, None))
    code, out = box.exec_run(script, tty=True)
    assert (code, out.replace(b"\r", b"").split()) == (3, [b"out", b"err"])
    assert list(box.exec_run(["echo", "out"], stream=True).output) == [b"out\n"]
    assert box.exec_run(["no-such-program"]).exit_code in {126, 127}


@pytest.mark.lab
def test_secrets_in_a_programs_output_get_the_containers_placeholders(real):
    box = real("docker run -itd --name box -e DB_PASSWORD='two words' centos:latest").containers.get("box")
    entry = next(entry for entry in box.attrs["Config"]["Env"] if entry.startswith("DB_PASSWORD"))
    assert "two words" not in entry
    assert entry in box.exec_run(["env"]).output.decode().splitlines()
