"""ex08: an Engine whose images containerd stores gives an image another id when it comes back from a registry."""

from types import SimpleNamespace

import pytest
from docker.models.containers import Container
from docker.models.images import Image

from grader.checks.conclusion import Concluded
from grader.checks.registry import HeldImage

NAME = "localhost:5000/web:v1"
PARAM = {"container": "registry", "source": "httpd:latest", "repository": "web", "tag": "v1"}
CONFIG = {"Cmd": ["httpd-foreground"], "Env": ["HTTPD_PREFIX=/usr/local/apache2"]}
LAYERS = ["sha256:11", "sha256:12"]
INDEX, MANIFEST = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"


def image(id_, name, *, layers=LAYERS):
    digests = [f"{name.rpartition(':')[0]}@{id_}"]
    return Image(attrs={"Id": id_, "RepoDigests": digests, "RootFS": {"Layers": layers}, "Config": CONFIG})


SOURCE, BACK = image(INDEX, "httpd:latest"), image(MANIFEST, NAME)


def event(action, actor, **attributes):
    return {"Type": "image", "Action": action, "Actor": {"ID": actor, "Attributes": attributes}, "time": 1}


def test_the_manifest_of_one_platform_is_the_image_that_the_index_leads_to(suite):
    suite("ex08").test_image_tagged(BACK, SOURCE, NAME, PARAM)


def test_another_image_under_the_second_name_fails(suite):
    other = image(MANIFEST, NAME, layers=["sha256:13"])
    with pytest.raises(Concluded, match="names-another"):
        suite("ex08").test_image_tagged(other, SOURCE, NAME, PARAM)


@pytest.fixture
def pushed(suite, monkeypatch):
    """pushed(configuration): the check, with a registry that holds a manifest of one platform with this one."""
    ex08 = suite("ex08")

    def check(config):
        held = HeldImage(200, frozenset({MANIFEST, "sha256:3"}), frozenset({"sha256:3"}))
        monkeypatch.setattr(ex08, "held_by_registry", lambda *_: held)
        monkeypatch.setattr(ex08, "configuration_in_registry", lambda *_: config)
        ex08.test_image_pushed(None, None, None, list, SOURCE, "127.0.0.1:5000", NAME, PARAM)

    return check


def test_what_was_pushed_of_an_index_is_known_by_its_layers(pushed):
    pushed({"rootfs": {"diff_ids": LAYERS}, "config": CONFIG})


@pytest.mark.parametrize("config", [{}, {"rootfs": {"diff_ids": ["sha256:13"]}, "config": CONFIG}])
def test_another_image_in_the_registry_fails(pushed, config):
    with pytest.raises(Concluded, match="other-pushed"):
        pushed(config)


@pytest.fixture
def guarded(suite, monkeypatch):
    """guarded(events): the reason that the check gives for a registry that wants a password."""
    ex08 = suite("ex08")
    monkeypatch.setattr(ex08, "held_by_registry", lambda *_: HeldImage(401, frozenset()))
    containers = SimpleNamespace(get=lambda _: SimpleNamespace(id="5"))
    engine = SimpleNamespace(version=lambda **_: {})

    def conclude(*past):
        with pytest.raises(Concluded) as end:
            ex08.test_image_pushed(None, engine, containers, lambda: past, SOURCE, "127.0.0.1:5000", NAME, PARAM)
        return f"{end.value.status}: {end.value.reason}"

    return conclude


def test_an_engine_that_forgot_the_beginning_proves_nothing_about_a_push(guarded):
    assert guarded() == "passed: not-proven"


def test_an_engine_that_remembers_the_registrys_beginning_remembers_each_push(guarded):
    assert guarded(event("create", "5")) == "failed: not-pushed"
    assert guarded(event("create", "5"), event("push", NAME)) == "passed: not-proven"


@pytest.fixture
def pulled(suite):
    """pulled(events): what the check concludes from these past events; None if it passes without a remark."""
    engine = SimpleNamespace(version=lambda **_: {})
    work = SimpleNamespace(at=lambda _: None)

    def check(*past):
        try:
            suite("ex08").test_pulled_back(engine, lambda: past, BACK, SOURCE, work, NAME)
        except Concluded as end:
            return f"{end.status}: {end.reason}"
        return None

    return check


PUSH, PULL, UNTAG = event("push", NAME), event("pull", NAME), event("untag", INDEX)
TAG, TAG_OF_ANOTHER = event("tag", INDEX, name=NAME), event("tag", "sha256:9", name=NAME)


@pytest.mark.parametrize("removal", [UNTAG, event("delete", "sha256:9", name=NAME)])
def test_the_name_that_was_removed_was_one_of_the_index(pulled, removal):
    assert pulled(PUSH, removal, PULL) is None


@pytest.mark.parametrize("about", ["localhost:5000/web", f"localhost:5000/web@{MANIFEST}"])
def test_the_image_may_come_back_by_another_name_of_the_repository(pulled, about):
    assert pulled(PUSH, UNTAG, event("pull", about)) is None


def test_the_image_of_another_repository_is_not_what_was_pushed(pulled):
    assert pulled(PUSH, UNTAG, event("pull", "localhost:5000/web2:v1")) == "failed: not-pulled"


def test_the_removal_of_another_image_is_not_that_of_the_second_name(pulled):
    assert pulled(PUSH, event("untag", "sha256:9", name="busybox:latest"), PULL) == "failed: never-removed"


def test_the_same_image_may_be_pushed_again_afterwards(pulled):
    assert pulled(TAG, PUSH, UNTAG, PULL, PUSH) is None
    assert pulled(TAG, PUSH, UNTAG, PULL, TAG, event("push", "localhost:5000/web")) is None


def test_what_came_back_must_have_been_this_image(pulled):
    assert pulled(TAG_OF_ANOTHER, PUSH, UNTAG, PULL, TAG, PUSH) == "failed: not-pulled"
    assert pulled(TAG, PUSH, TAG_OF_ANOTHER, PUSH, UNTAG, PULL, TAG, PUSH) == "failed: not-pulled"


@pytest.fixture
def answering(suite):
    """answering(settings): what the check concludes if a registry answers and the container has these settings."""

    def check(ports, **settings):
        ports = {f"{inside}/tcp": [{"HostIp": "", "HostPort": str(port)}] for inside, port in ports.items()}
        container = Container(attrs={"HostConfig": settings, "NetworkSettings": {"Ports": ports}})
        containers = SimpleNamespace(running=lambda _: container, must_be_of=lambda *_: None)
        page = SimpleNamespace(status=200)
        try:
            suite("ex08").test_registry_running(
                containers,
                lambda *_: page,
                lambda look, **_: look(),
                "127.0.0.1:5000",
                {"container": "registry", "image": "registry:2", "port": 5000},
            )
        except Concluded as end:
            return f"{end.status}: {end.reason}"
        return None

    return check


@pytest.mark.parametrize("ports", [{}, {5000: 5001}])
def test_a_registry_in_another_container_is_half_of_what_the_task_asks(answering, ports):
    assert answering(ports) == "partial: other-answers"


@pytest.mark.parametrize(
    ("ports", "mode"), [({5000: 5000}, "default"), ({443: 5000}, "hub"), ({}, "host"), ({}, "container:5")]
)
def test_the_port_may_lead_to_the_registry_in_many_ways(answering, ports, mode):
    assert answering(ports, NetworkMode=mode) is None
