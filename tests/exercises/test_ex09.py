"""ex09: what the Engine remembers of a container that was cleared away."""

from types import SimpleNamespace

import pytest
from docker.errors import NotFound

from grader.checks.conclusion import Concluded

PARAM = {"created": "life1", "paused": "life2", "stopped": "life3", "restarted": "life4", "pruned": "life0"}
CREATED = {"Status": "created", "StartedAt": "0001-01-01T00:00:00Z"}
PAUSED = {"Status": "paused", "Running": True, "Paused": True, "StartedAt": "2026-11-23T20:00:00Z"}


@pytest.fixture
def pruned(suite):
    """pruned(actions, podman): the reason that the check gives, after these events about life0; None if it passes."""

    def conclude(*actions, podman=False):
        boxes = {"life1": CREATED, "life2": PAUSED}

        def get(name):
            if name not in boxes:
                raise NotFound(name)
            return SimpleNamespace(attrs={"State": boxes[name]})

        engine = SimpleNamespace(
            containers=SimpleNamespace(get=get),
            version=lambda **_: {"Components": [{"Name": "Podman Engine"}] if podman else []},
        )
        past = [{"Action": one, "Actor": {"Attributes": {"name": "life0"}}} for one in actions]
        try:
            suite("ex09").test_pruned(engine, past, PARAM)
        except Concluded as end:
            return f"{end.status}: {end.reason}"
        return None

    return conclude


@pytest.fixture
def stopped(suite):
    """stopped(code, actions, podman): how the check of life3 ends, after these events and with this exit code."""

    def conclude(code, *actions, podman=False):
        state = {"Status": "exited", "Running": False, "StartedAt": "2026-11-23T20:00:00Z", "ExitCode": code}
        containers = SimpleNamespace(
            get=lambda _: SimpleNamespace(id="3", attrs={"State": state}), must_be_of=lambda *_: None
        )
        engine = SimpleNamespace(version=lambda **_: {"Components": [{"Name": "Podman Engine"}] if podman else []})
        past = [{"Action": one, "Actor": {"ID": "3"}} for one in actions]
        try:
            suite("ex09").test_life3_stopped(engine, containers, past, {"stopped": "life3", "image": "centos"})
        except Concluded as end:
            return f"{end.status}: {end.reason}"
        return None

    return conclude


@pytest.mark.parametrize("code", [0, 137, 143])
def test_podman_does_not_log_a_stop(stopped, code):
    assert stopped(code, "create", "start", "die", podman=True) == "passed: not-proven"
    assert stopped(code, "create", "start", "die") == "failed: ended-itself"


def test_podman_logs_a_kill(stopped):
    assert stopped(137, "create", "start", "kill", "die", podman=True) == "failed: killed"


def test_no_stop_ends_a_program_with_another_code(stopped):
    assert stopped(3, "create", "start", "die", podman=True) == "failed: ended-itself"


def test_a_prune_follows_what_it_removed(pruned):
    assert pruned("create", "destroy", "prune") is None


def test_a_removal_without_a_prune_is_another_one(pruned):
    assert pruned("create", "destroy") == "failed: removed-otherwise"


def test_podman_logs_of_a_prune_only_the_removals(pruned):
    assert pruned("create", "destroy", podman=True) == "passed: not-proven"
