import resource

import pytest

from grader.classroom.open_files import SPARE, allow
from grader.errors import UsageError


@pytest.fixture
def limits(monkeypatch):
    """limits(soft, hard): what this process may open, and where it is noted what it asks for."""
    asked = []

    def are(soft, hard):
        monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
        monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: asked.append(wanted))
        return asked

    return are


@pytest.mark.parametrize("soft", [SPARE + 64, 1_000_000, resource.RLIM_INFINITY])
def test_a_limit_that_is_high_enough_is_left_alone(limits, soft):
    asked = limits(soft, resource.RLIM_INFINITY)
    allow(32, each=2)
    assert asked == []


@pytest.mark.parametrize("hard", [SPARE + 2048, resource.RLIM_INFINITY])
def test_a_limit_that_is_too_low_is_raised_as_far_as_needed(limits, hard):
    asked = limits(256, hard)
    allow(1024, each=2)
    assert asked == [(SPARE + 2048, hard)]


def test_a_machine_that_does_not_allow_it_is_reported_with_what_it_allows(limits):
    limits(256, 512)
    with pytest.raises(UsageError, match="Grading 1024 hosts at a time needs 2176 open files") as told:
        allow(1024, each=2)
    assert "a process may have 512" in str(told.value)
    assert "--jobs 192" in str(told.value)


def test_the_limit_of_this_process_is_raised_for_real():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    low = (SPARE, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, low)
    try:
        allow(1, each=2)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == SPARE + 2
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
