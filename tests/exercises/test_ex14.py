"""ex14: ports that are published in other ways, and a host with several addresses."""

from types import SimpleNamespace

import pytest
from docker.models.containers import Container

from grader.checks.conclusion import Concluded

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


def test_a_port_on_none_of_the_tried_addresses_is_not_outside(asked):
    with pytest.raises(Concluded, match="bound-elsewhere"):
        asked("127.0.0.1", "172.18.0.1")


def test_a_port_on_another_address_is_asked_there_and_costs_half(suite):
    places = {"80/tcp": [{"HostIp": "192.168.1.10", "HostPort": "8080"}]}
    web5 = SimpleNamespace(attrs={"NetworkSettings": {"Ports": places}})
    containers, asked = SimpleNamespace(get=lambda _: web5), []
    with pytest.raises(Concluded, match="bound-elsewhere") as caught:
        suite("ex14").test_answers_here(containers, asked.append, lambda look, **_: look(), PARAM)
    assert (asked, caught.value.fraction) == (["192.168.1.10"], 0.5)


@pytest.mark.parametrize(
    ("network", "ports", "reason"),
    [
        ("host", {}, "host-network"),
        ("default", {}, "nothing-published"),
        ("default", {"8080/tcp": [{"HostIp": "", "HostPort": "80"}]}, "not-published"),
        ("default", {"80/udp": [{"HostIp": "", "HostPort": "8080"}]}, "not-published"),
    ],
)
def test_each_other_way_to_have_a_port_has_its_own_reason(suite, network, ports, reason):
    attrs = {"HostConfig": {"NetworkMode": network}, "NetworkSettings": {"Ports": ports}}
    containers = SimpleNamespace(get=lambda _: SimpleNamespace(attrs=attrs))
    with pytest.raises(Concluded, match=reason):
        suite("ex14").test_port_published(None, containers, PARAM)


def test_a_paused_container_has_its_port(suite):
    attrs = {"NetworkSettings": {"Ports": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}}}
    web5 = Container(attrs={**attrs, "Name": "/web5", "State": {"Running": True, "Paused": True}})
    engine = SimpleNamespace(containers=SimpleNamespace(list=lambda: [web5]))
    suite("ex14").test_port_published(engine, SimpleNamespace(get=lambda _: web5), PARAM)
