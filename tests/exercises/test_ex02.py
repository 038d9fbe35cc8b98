"""ex02: what an Engine remembers of images that were removed and loaded again."""

from types import SimpleNamespace

import pytest

from grader.checks.conclusion import Concluded

ID = f"sha256:{'1' * 64}"
STORED_BY_CONTAINERD = {"DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]]}


@pytest.fixture
def loaded(suite):
    """loaded(actions, info): how the check ends after these events about an image; None if it passes."""

    def conclude(*actions, info):
        engine = SimpleNamespace(info=lambda: info, version=lambda **_: {})
        past = [{"Type": "image", "Action": one, "Actor": {"ID": ID}, "time": 5} for one in actions]
        both = [("centos:latest", SimpleNamespace(id=ID), SimpleNamespace(id=ID, digests=()))]
        try:
            suite("ex02").test_loaded_after_save(engine, lambda: past, both, SimpleNamespace(at=lambda _: None))
        except Concluded as end:
            return f"{end.status}: {end.reason}"
        return None

    return conclude


def test_containerd_logs_no_prune_of_its_images(loaded):
    assert loaded("save", "load", info=STORED_BY_CONTAINERD) == "passed: not-proven"
    assert loaded("save", "load", info={}) == "failed: not-removed"


def test_what_was_not_loaded_was_not_removed(loaded):
    assert loaded("load", "save", info=STORED_BY_CONTAINERD) == "failed: not-removed"


def test_what_containerd_logs_counts(loaded):
    assert loaded("save", "untag", "delete", "load", info=STORED_BY_CONTAINERD) is None
    assert loaded("save", "untag", "delete", info=STORED_BY_CONTAINERD) == "failed: not-loaded"
