"""What a host's facts say about its Engine."""

import pytest

from grader.hosts.base import HostFacts


def elsewhere(endpoint, *names):
    return HostFacts("x:", "kim", 5, "/", "1", endpoint=endpoint, names=names).engine_elsewhere


@pytest.mark.parametrize(
    "endpoint",
    [
        "tcp://docker.example.org:2376",
        "ssh://kim@server17",
        "tcp://10.0.0.9:2375",
        "https://docker.example.org",
        "tcp://[2001:db8::9]:2375",
    ],
)
def test_an_engine_of_another_machine_is_elsewhere(endpoint):
    assert elsewhere(endpoint, "vm17", "10.0.0.7", "2001:db8::7") == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        *("", "unix:///var/run/docker.sock", "unix:///run/user/1000/docker.sock"),
        *("tcp://localhost:2375", "tcp://127.0.0.1:2375", "tcp://127.1.2.3:2375", "tcp://[::1]:2375", "tcp://:2375"),
        *("tcp://vm17:2375", "tcp://VM17.example.org:2375", "tcp://10.0.0.7:2375", "ssh://kim@vm17", "tcp://0.0.0.0:1"),
    ],
)
def test_an_engine_of_the_host_itself_is_not(endpoint):
    assert elsewhere(endpoint, "vm17", "10.0.0.7") == ""


def test_a_password_is_not_shown():
    assert elsewhere("ssh://kim:secret@server17:22") == "ssh://kim@server17:22"


def test_an_endpoint_that_is_no_url_is_shown_as_it_is():
    assert elsewhere("tcp://x:y:z") == "tcp://x:y:z"
