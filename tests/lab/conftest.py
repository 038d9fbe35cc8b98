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


@pytest.fixture
def no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A docker command that has no image, writes down what else it is asked, and fails."""
    command = tmp_path / "bin/docker"
    command.parent.mkdir()
    command.write_text(
        f'#!/bin/sh\n[ $1 != images ] || exit 0\necho "$@" >> {tmp_path}/asked\necho step 3 broke >&2\nexit 1\n'
    )
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}:/usr/bin:/bin")
    return tmp_path / "asked"
