"""Where the page of a container is fetched from."""

from types import SimpleNamespace

import pytest
from docker.models.containers import Container

from grader.checks.execution import ExecResult
from grader.checks.serving import served_page
from grader.checks.web import Page

NOTHING = Page(0, {}, "")
PAGE = Page(200, {}, "hello")


class _Inside:
    """Stands in for a lookup: gives this result of every program."""

    def __init__(self, rc=127, out=""):
        self.result, self.asked = ExecResult(rc, out), []

    def inside(self, name, *argv):
        self.asked.append((name, argv[-1]))
        return self.result


@pytest.fixture
def fetch():
    """fetch(answers, inside, …): the page, and the places that were asked."""

    def look(answers, inside=None, port=80, engine=None, **settings):
        asked = []

        def get(host, number):
            asked.append(f"{host}:{number}")
            return answers.get(asked[-1], NOTHING)

        networks = {"bridge": {"IPAddress": "172.17.0.2", "GlobalIPv6Address": "fd00::2"}}
        attrs = {"Id": "c", "Name": "/web", "NetworkSettings": {"Networks": networks, **settings}, "HostConfig": {}}
        return served_page(get, inside or _Inside(), Container(attrs=attrs, client=engine), port), asked

    return look


def test_the_container_s_own_address_comes_first(fetch):
    assert fetch({"172.17.0.2:80": PAGE}, Ports={"80/tcp": [{"HostIp": "", "HostPort": "80"}]}) == (
        PAGE,
        ["172.17.0.2:80"],
    )


def test_a_rootless_engine_s_addresses_are_not_asked_for_another_machine_may_have_them(fetch):
    rootless = SimpleNamespace(info=lambda: {"SecurityOptions": ["name=rootless"]})
    ports = [{"HostIp": "", "HostPort": "8080"}]
    found, asked = fetch({"172.17.0.2:80": Page(404, {}, "")}, engine=rootless, Ports={"80/tcp": ports})
    assert (found, asked) == (NOTHING, ["127.0.0.1:8080"])


def test_then_the_ports_of_the_host(fetch):
    ports = [{"HostIp": "", "HostPort": "8080"}, {"HostIp": "::", "HostPort": "8080"}]
    found, asked = fetch({"127.0.0.1:8080": PAGE}, Ports={"80/tcp": ports})
    assert (found, asked[-1]) == (PAGE, "127.0.0.1:8080")
    assert "fd00::2:80" in asked


def test_a_port_of_one_address_is_asked_there(fetch):
    found, _ = fetch({"192.0.2.7:81": PAGE}, Ports={"80/tcp": [{"HostIp": "192.0.2.7", "HostPort": "81"}]})
    assert found == PAGE


def test_then_a_program_inside(fetch):
    inside = _Inside(0, "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nhello")
    found, _ = fetch({}, inside, port=8000)
    assert (found.status, found.body, inside.asked) == (200, "hello", [("web", "8000")])


@pytest.mark.parametrize("inside", [_Inside(), _Inside(0), _Inside(0, "no server")])
def test_where_nothing_answers_the_page_has_no_status(fetch, inside):
    assert fetch({}, inside)[0].status == 0
