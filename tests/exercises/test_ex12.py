"""ex12: the option that gave a container its network."""

from types import SimpleNamespace

import pytest


@pytest.mark.parametrize(
    ("mode", "option"),
    [
        ("host", "--network host"),
        ("default", "--network bridge"),
        ("", "--network bridge"),
        ("shop", "--network shop"),
        (f"container:{'9' * 64}", f"--network container:{'9' * 12}"),
    ],
)
def test_a_network_is_shown_as_the_option_that_gives_it(suite, mode, option):
    container = SimpleNamespace(attrs={"HostConfig": {"NetworkMode": mode}})
    assert suite("ex12").configured(container) == option
