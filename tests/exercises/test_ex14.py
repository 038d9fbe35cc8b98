"""ex14: a host with several addresses."""

from types import SimpleNamespace

import pytest

PARAM = {"container": "web5", "port": 8080}


@pytest.fixture
def asked(suite, monkeypatch):
    """asked(published): the address that is asked, on a host that has two, of a port published on these."""
    ex14 = suite("ex14")
    monkeypatch.setattr(ex14, "own_addresses", lambda _: ["10.0.0.5", "192.168.1.10"])

    def conclude(*published):
        places = {"80/tcp": [{"HostIp": address, "HostPort": "8080"} for address in published]}
        web5 = SimpleNamespace(attrs={"NetworkSettings": {"Ports": places}})
        containers = SimpleNamespace(get=lambda _: web5)
        engine = SimpleNamespace(networks=SimpleNamespace(list=list))
        found = []
        ex14.test_answers_outside(None, engine, containers, found.append, PARAM)
        return found

    return conclude


def test_a_port_on_all_addresses_is_asked_at_the_first(asked):
    assert asked("", "::") == ["10.0.0.5"]


def test_a_port_on_one_address_is_asked_there(asked):
    assert asked("127.0.0.1", "192.168.1.10") == ["192.168.1.10"]
