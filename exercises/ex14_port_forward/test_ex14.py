"""ex14: a container's port that can be reached through the host."""

from ipaddress import ip_address, ip_network

import pytest

from grader.checks import fail, partial, passed
from grader.checks.options import port_options
from grader.checks.serving import served_page
from grader.checks.sockets import own_addresses
from grader.checks.wiring import host_ports, is_up

HTTP_PORT = 80
LOOPBACK = "127.0.0.1"


def test_web5_running(containers, param):
    """Container {container} is running"""
    containers.running(param["container"])
    containers.must_be_of(param["container"], param["image"])


def test_port_published(docker, containers, param):
    """Port {port} of the host leads to port 80 of {container}"""
    container = containers.get(param["container"])
    if not any(port == param["port"] for _, port in host_ports(container, HTTP_PORT)):
        seen = port_options(container)
        if seen == ["--network host"]:
            fail("host-network")
        if not seen:
            fail("nothing-published")
        fail("not-published", seen=seen, expected=f"-p {param['port']}:{HTTP_PORT}")
    if is_up(container) or container.attrs["State"].get("Paused"):
        return
    # One that could not start because another container has the port publishes nothing.
    for other in docker.containers.list():
        if any(port == param["port"] for _, port in host_ports(other)):
            fail("port-taken", seen=other.name, expected=container.name)


def bound_to(container, port):
    """The host's addresses on which the port is published; 0.0.0.0 stands for all of them."""
    return [address or "0.0.0.0" for address, published in host_ports(container, HTTP_PORT) if published == port]  # noqa: S104


def reaches(bound, address):
    """Whether the published port is one of this address of the host; nothing bound means that the Engine tells none."""
    return not bound or any(ip_address(one).is_unspecified or one == address for one in bound)


@pytest.fixture
def page(get, containers, param):
    """page(address): what the host's port answers at this address; it must be the container's own page."""

    def look(address):
        answer = get(address, param["port"])
        if not answer.status:
            fail("no-answer", expected=f"{address}:{param['port']}")
        own = served_page(get, containers, containers.get(param["container"]))
        if answer.status not in {200, own.status}:
            fail("other-status", seen=answer.status, expected=200, address=f"{address}:{param['port']}")
        if own.status and (answer.status, answer.body) != (own.status, own.body):
            fail("other-page", seen=answer.body.strip()[:100], expected=own.body.strip()[:100])

    return look


@pytest.mark.needs("web5-running", "port-published")
def test_answers_here(containers, page, wait, param):
    """127.0.0.1:{port} answers with the page of {container}"""
    bound = bound_to(containers.get(param["container"]), param["port"])
    at = LOOPBACK if reaches(bound, LOOPBACK) else bound[0]
    wait(lambda: page(at), limit=10)
    if at != LOOPBACK:
        partial(0.5, "bound-elsewhere", seen=bound, expected=f"{LOOPBACK}:{param['port']}")


@pytest.mark.needs("answers-here")
def test_answers_outside(session, docker, containers, page, param):
    """The host's own address answers on port {port} as well, not only the loopback address"""
    bound = bound_to(containers.get(param["container"]), param["port"])
    if all(ip_address(address).is_loopback for address in bound):
        fail("loopback-only", seen=bound, expected=param["port"])
    own = [address for address in own_addresses(session) if not is_of_docker(docker, address)]
    if not own:
        passed("not-proven")  # the host has no address but those of Docker's networks
    # The port may be published on one of several addresses.
    address = min(own, key=lambda one: one not in bound)
    if not reaches(bound, address):
        fail("bound-elsewhere", seen=bound, expected=f"{address}:{param['port']}")
    page(address)


def is_of_docker(docker, address):
    """Whether this is the host's address on one of Docker's networks."""
    configs = ((network.attrs.get("IPAM") or {}).get("Config") or [] for network in docker.networks.list())
    subnets = (pool["Subnet"] for pools in configs for pool in pools if pool.get("Subnet"))
    return any(ip_address(address) in ip_network(subnet, strict=False) for subnet in subnets)
