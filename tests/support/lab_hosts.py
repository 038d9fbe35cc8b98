"""Real student hosts: containers with an Engine of their own, or without."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.lab import hosts


def _lab_host(**more: object) -> Iterator[hosts.LabHost]:
    """A host that carries the number of this process, so that runs of the tests do not meet."""
    for host in hosts.listing():
        left = re.fullmatch(r"test-core-[a-z]+-(\d+)", host.name)
        if left and not Path(f"/proc/{left[1]}").exists():
            hosts.down(host.name)  # by a run that was killed
    name = f"test-core-{'bare' if more else 'full'}-{os.getpid()}"
    yield hosts.up(name, **more)
    hosts.down(name)


@pytest.fixture(scope="session")
def lab_host() -> Iterator[hosts.LabHost]:
    """A real student host with an Engine and the small images; tests tidy up after themselves."""
    yield from _lab_host()


@pytest.fixture(scope="session")
def bare_lab_host() -> Iterator[hosts.LabHost]:
    """A real student host without an Engine."""
    yield from _lab_host(engine=False, images=())
