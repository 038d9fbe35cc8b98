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


def test_a_prune_follows_what_it_removed(pruned):
    assert pruned("create", "destroy", "prune") is None


def test_a_removal_without_a_prune_is_another_one(pruned):
    assert pruned("create", "destroy") == "failed: removed-otherwise"


def test_podman_logs_of_a_prune_only_the_removals(pruned):
    assert pruned("create", "destroy", podman=True) == "passed: not-proven"
