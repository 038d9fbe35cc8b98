"""ex03: how a container was started, from what its configuration and the Engine's events tell."""

from types import SimpleNamespace

import pytest

from grader.checks.conclusion import Concluded

PARAM = {"shell": "os1", "server": "web1", "shell_image": "centos:latest", "server_image": "httpd:latest"}
ALL = ("Stdin", "Stdout", "Stderr")


class Box:
    id = "1"

    def __init__(self, *streams, tty=False, status="running"):
        self.attrs = {
            "Config": {"Tty": tty, **{f"Attach{stream}": True for stream in streams}},
            "State": {"Status": status},
        }


@pytest.fixture
def verdict(suite):
    """verdict(check, container, actions, podman): the reason that the check gives; None when it just passes."""

    def conclude(check, container, actions, *, podman=False):
        engine = SimpleNamespace(version=lambda **_: {"Components": [{"Name": "Podman Engine"}] if podman else []})
        containers = type(
            "Containers", (), {"get": staticmethod(lambda _: container), "must_be_of": staticmethod(lambda *_: 0)}
        )
        try:
            getattr(suite("ex03"), check)(lambda _: actions, engine, containers, PARAM)
        except Concluded as end:
            return f"{end.status}: {end.reason}"
        return None

    return conclude


@pytest.mark.parametrize(
    ("container", "actions", "reason"),
    [
        pytest.param(Box(*ALL), ["create", "attach", "start"], None, id="run -it"),
        pytest.param(Box(*ALL), ["create", "start", "attach", "detach"], None, id="create -it, start, attach"),
        pytest.param(Box(*ALL), ["create", "attach", "start", "die", "start"], None, id="restarted later"),
        pytest.param(Box(*ALL), ["create", "start"], "failed: never-attached", id="create -it, start"),
        pytest.param(Box(*ALL), ["die", "start"], "passed: not-proven", id="the beginning is forgotten"),
        pytest.param(Box(), ["create", "start", "attach"], "failed: made-detached", id="run -itd, attach"),
    ],
)
def test_os1_was_attached(verdict, container, actions, reason):
    assert verdict("test_os1_attached", container, actions) == reason


@pytest.mark.parametrize(
    ("actions", "reason"),
    [
        (["create", "start", "attach"], None),
        (["create", "start"], "failed: never-attached"),
        ([], "passed: not-proven"),
    ],
)
def test_on_podman_the_events_show_whether_os1_was_attached(verdict, actions, reason):
    assert verdict("test_os1_attached", Box(), actions, podman=True) == reason


@pytest.mark.parametrize(
    ("container", "actions", "reason"),
    [
        pytest.param(Box(), ["create", "start"], None, id="run -d, with -i or without"),
        pytest.param(Box(), [], None, id="run -d, long ago"),
        pytest.param(Box(tty=True), ["create", "start"], None, id="run -itd"),
        pytest.param(Box("Stdout", "Stderr"), ["create", "attach", "start"], "failed: made-attached", id="run"),
        pytest.param(Box("Stdout", "Stderr"), ["create", "start"], None, id="create, start"),
        pytest.param(Box("Stdout", "Stderr"), [], "passed: not-proven", id="run or create, long ago"),
        pytest.param(Box(*ALL), [], "passed: not-proven", id="run -i or create -i, long ago"),
        pytest.param(Box(*ALL), ["create", "start"], None, id="create -i, start"),
        pytest.param(Box(*ALL, status="created"), ["create"], "failed: never-started", id="create"),
    ],
)
def test_web1_was_detached(verdict, container, actions, reason):
    assert verdict("test_web1_detached", container, actions) == reason


@pytest.mark.parametrize(
    ("actions", "reason"),
    [
        (["create", "start"], None),
        (["create", "start", "attach"], "passed: not-proven"),
        ([], "passed: not-proven"),
    ],
)
def test_on_podman_web1_costs_no_points(verdict, actions, reason):
    assert verdict("test_web1_detached", Box(), actions, podman=True) == reason
