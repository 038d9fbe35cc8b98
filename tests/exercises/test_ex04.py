"""ex04: the default routes of a container on several networks."""

HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"


def route(interface, gateway, metric, destination="00000000", flags="0003"):
    return f"{interface}\t{destination}\t{gateway}\t{flags}\t0\t0\t{metric}\t00000000\t0\t0\t0\n"


def test_podman_makes_a_default_route_for_each_network(suite):
    table = HEAD + route("eth1", "010AA8C0", 100) + route("eth0", "FE64A8C0", 100)
    assert suite("ex04").default_gateways(table) == ["192.168.10.1", "192.168.100.254"]


def test_of_two_default_routes_the_one_with_the_smaller_metric_counts(suite):
    table = HEAD + route("eth1", "010AA8C0", 100) + route("eth0", "FE64A8C0", 0)
    assert suite("ex04").default_gateways(table) == ["192.168.100.254"]


def test_a_route_to_one_network_is_no_default_route(suite):
    assert suite("ex04").default_gateways(HEAD + route("eth0", "00000000", 0, "0064A8C0", "0001")) == []
