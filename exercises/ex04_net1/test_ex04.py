"""ex04: a bridge network with a given subnet and gateway, and a container on it."""

from ipaddress import IPv4Address, ip_address, ip_interface, ip_network

import pytest
from docker.errors import NotFound

from grader.checks import RootCause, fail
from grader.checks.nearmisses import near_network
from grader.checks.options import network_option

NO_PROGRAM = {126, 127}
DEFAULT_BRIDGES = {"bridge", "podman"}


@pytest.fixture
def network(docker, param):
    """The student's network by its exact name; a list filtered by name would also contain net10."""
    try:
        return docker.networks.get(param["network"])
    except NotFound:
        root, near = RootCause("network", param["network"]), near_network(docker, param["network"])
        fail("network-missing", expected=param["network"], root=root, near_network=near)


def ipv4(network):
    """The network's IPv4 address pools; it may have an IPv6 subnet as well."""
    pools = (network.attrs.get("IPAM") or {}).get("Config") or []
    return [pool for pool in pools if ip_interface(pool["Subnet"]).version == 4]


def endpoints(container):
    """The networks of a container, by name."""
    return container.attrs["NetworkSettings"].get("Networks") or {}


def endpoint(container, network):
    """The container's endpoint on the network; None if it is not on it. The network may have been given by its id."""
    found = (e for e in endpoints(container).values() if e.get("NetworkID") == network.id)
    return next(found, None) or endpoints(container).get(network.name)


def default_gateways(table):
    """The gateways of the preferred default routes in /proc/net/route: Podman makes one for each network, all alike."""
    rows = [line.split() for line in table.splitlines()[1:] if line.strip()]
    routes = [(int(row[6]), row[2]) for row in rows if row[1] == "00000000" and int(row[3], 16) & 2]
    preferred = sorted(gateway for metric, gateway in routes if metric == min(routes)[0])
    return [str(IPv4Address(bytes.fromhex(gateway)[::-1])) for gateway in preferred]


def test_net1_exists(network):
    """{network} is a bridge network"""
    if network.attrs.get("Driver") != "bridge":
        fail("other-driver", seen=network.attrs.get("Driver"), expected="bridge")


def test_net1_subnet(network, param):
    """The subnet of {network} is {subnet}"""
    seen = [str(ip_interface(pool["Subnet"]).network) for pool in ipv4(network)]
    if str(ip_network(param["subnet"])) not in seen:
        fail("other-subnet", seen=[f"--subnet {one}" for one in seen], expected=f"--subnet {param['subnet']}")


def test_net1_gateway(network, param):
    """The gateway of {network} is {gateway}"""
    seen = [str(ip_interface(pool["Gateway"]).ip) for pool in ipv4(network) if pool.get("Gateway")]
    if not seen:
        fail("no-gateway", expected=f"--gateway {param['gateway']}")
    if param["gateway"] not in seen:
        fail("other-gateway", seen=[f"--gateway {one}" for one in seen], expected=f"--gateway {param['gateway']}")


def test_os5_running(containers, param):
    """Container {container} is running"""
    containers.running(param["container"])
    containers.must_be_of(param["container"], param["image"])


@pytest.mark.needs("os5-running")
def test_os5_on_net1(containers, network, param):
    """{container} has an address on {network}"""
    container = containers.get(param["container"])
    found = endpoint(container, network)
    if found is None:
        seen = sorted(endpoints(container)) or network_option(container)
        fail("other-network", seen=seen, expected=network.name)
    # Whether the subnet is the right one is up to net1-subnet.
    subnets = [ip_interface(pool["Subnet"]).network for pool in ipv4(network)]
    address = found.get("IPAddress") or None
    if address is None or not any(ip_address(address) in subnet for subnet in subnets):
        fail("no-address", seen=address, expected=[str(subnet) for subnet in subnets])


@pytest.mark.needs("os5-running", "os5-on-net1")
def test_os5_routes_through_gateway(session, containers, network, param):
    """The default route of {container} goes to the gateway of {network}"""
    container = containers.get(param["container"])
    read = containers.inside(param["container"], "cat", "/proc/net/route")
    code, table = read.rc, read.out
    if code in NO_PROGRAM:  # the image has no cat; the host shows the same table
        shown = session.run(f"cat /proc/{int(container.attrs['State']['Pid'])}/net/route")
        code, table = shown.rc, shown.out.decode("utf-8", "replace")
    if code != 0:
        raise ValueError(f"the routes of {param['container']} cannot be read: {table[:200]}")
    expected = endpoint(container, network).get("Gateway") or param["gateway"]
    seen = default_gateways(table)
    if expected not in seen:
        fail("other-route", seen=seen[0] if seen else None, expected=expected)


def test_os5_only_net1(containers, param):
    """{container} is not on the default bridge"""
    on = endpoints(containers.get(param["container"]))
    if DEFAULT_BRIDGES & on.keys():
        fail("on-default-bridge", seen=sorted(on), expected=param["network"])
