"""Images in a registry, in the shapes that registries answer. The exercise about registries asks a real one."""

import hashlib
import json
import shutil

import pytest

from grader.checks.registry import HeldImage, configuration_in_registry, held_by_registry

TOOLS = [tool for tool in ("curl", "wget", "python3") if shutil.which(tool)]
CONFIG = f"sha256:{'c' * 64}"
MANIFEST = json.dumps({"schemaVersion": 2, "config": {"digest": CONFIG}}).encode()
CHILD = f"sha256:{hashlib.sha256(MANIFEST).hexdigest()}"
INDEX = json.dumps({"schemaVersion": 2, "manifests": [{"digest": CHILD}, {}, 7]}, indent=1).encode() + b"\n"


def _registry(connection):
    request = connection.recv(65536).decode()
    path = request.split()[1]
    answers = {"web/manifests/v1": MANIFEST, "all/manifests/v1": INDEX, f"all/manifests/{CHILD}": MANIFEST}
    answers["odd/manifests/v1"] = b"[[["
    answers[f"web/blobs/{CONFIG}"] = b'{"rootfs": {"diff_ids": ["sha256:1"]}}'
    body = answers.get(path.removeprefix("/v2/"), b"{}")
    status = b"401 No" if "secret" in path else b"404 No" if body == b"{}" else b"200 OK"
    if "vnd.oci.image.index" not in request:
        status = b"406 No"
    connection.sendall(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
    connection.close()


@pytest.fixture(params=TOOLS)
def asking(request, visit, serving, tools, monkeypatch, tmp_path):
    """The session of a host that has only this tool, and the registry's port."""
    port = int(serving(_registry, tcp=True))
    folder = tools("sh", "head", "cat", "sed", "timeout", "id", "date", "uname", "tr", request.param)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HOME", str(tmp_path))
    return visit(), port


@pytest.fixture
def held(asking):
    """held(repository, tag): what the registry holds."""
    session, port = asking
    return lambda repository, tag="v1", at=port: held_by_registry(session, f"127.0.0.1:{at}", repository, tag)


def digest(body):
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def test_a_manifest_is_known_by_its_own_digest_and_that_of_its_configuration(held):
    assert held("web") == HeldImage(200, frozenset({digest(MANIFEST), CONFIG}), frozenset({CONFIG}))


def test_an_index_is_known_by_all_that_it_leads_to(held):
    assert held("all") == HeldImage(200, frozenset({digest(INDEX), CHILD, CONFIG}), frozenset({CONFIG}))


def test_what_is_not_there_has_no_digests(held):
    assert held("other") == HeldImage(404, frozenset())


def test_a_registry_may_ask_who_you_are(held):
    assert held("secret").status == 401


def test_an_answer_that_is_not_a_manifest_has_only_its_own_digest(held):
    assert held("odd").digests == {digest(b"[[[")}


def test_a_registry_that_does_not_answer_has_status_0(held):
    assert held("web", at=1) == HeldImage(0, frozenset())


def test_a_configuration_is_read_from_the_registry(asking):
    session, port = asking
    config = configuration_in_registry(session, f"127.0.0.1:{port}", "web", CONFIG)
    assert config == {"rootfs": {"diff_ids": ["sha256:1"]}}


def test_a_configuration_that_the_registry_does_not_have_is_empty(asking):
    session, port = asking
    assert configuration_in_registry(session, f"127.0.0.1:{port}", "other", CONFIG) == {}
