from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.lab import hosts
from grader.lab.hosts import LabHost


@pytest.fixture
def lab_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRADER_LAB_DIR", str(tmp_path / "lab"))
    return tmp_path / "lab"


@pytest.fixture(scope="module")
def student_host() -> Iterator[LabHost]:
    name = "test-lab-engine"
    _sweep(name)
    yield hosts.up(name)
    hosts.down(name)


@pytest.fixture(scope="module")
def bare_host() -> Iterator[LabHost]:
    name = "test-lab-bare"
    _sweep(name)
    yield hosts.up(name, engine=False)
    hosts.down(name)


def _sweep(name: str) -> None:
    """What an interrupted run left behind."""
    if any(host.name == name for host in hosts.listing()):
        hosts.down(name)
