"""How containers are wired up, in the shapes that Engines from 20.10 to 29 and Podman say it."""

from docker.models.containers import Container

from grader.checks.wiring import addresses, environment, host_ports, is_up, mount_at, names_for

DATABASE_ID = "d" * 64


def container(name, id_="c" * 64, **attrs):
    return Container(attrs={"Name": f"/{name}", "Id": id_, **attrs})


def on(name, networks, id_=DATABASE_ID, **attrs):
    return container(name, id_, NetworkSettings={"Networks": networks}, **attrs)


def test_environment_keeps_all_behind_the_first_equals_sign():
    given = {"Env": ["A=1=2", "EMPTY=", "ODD"]}
    assert environment(container("a", Config=given)) == {"A": "1=2", "EMPTY": "", "ODD": ""}
    assert environment(container("a", Config={})) == {}
    assert environment(container("a", Config={"Env": None})) == {}


def test_up_is_running_and_not_restarting():
    assert is_up(container("a", State={"Running": True, "Restarting": False}))
    assert not is_up(container("a", State={"Running": True, "Restarting": True}))
    assert not is_up(container("a", State={"Running": True, "Paused": True}))
    assert not is_up(container("a", State={"Running": False}))
    assert not is_up(container("a"))


def test_a_mount_is_found_by_its_path_however_it_is_written():
    mount = {"Type": "volume", "Name": "v", "Destination": "/var/lib/mysql/"}
    assert mount_at(container("a", Mounts=[{"Destination": "/x"}, mount]), "/var/lib/mysql") == mount
    assert mount_at(container("a", Mounts=None), "/var/lib/mysql") is None


def test_a_running_container_has_addresses_of_both_families_and_a_stopped_one_none():
    networks = {"a": {"IPAddress": "172.17.0.2", "GlobalIPv6Address": ""}, "b": {"GlobalIPv6Address": "fd00::2"}}
    assert addresses(on("a", networks)) == {"172.17.0.2", "fd00::2"}
    assert addresses(on("a", {"bridge": {"IPAddress": ""}})) == set()


def test_a_link_gives_name_and_alias():
    web = container("web", HostConfig={"Links": ["/db:/web/mysql", "/other:/web/other"]})
    assert names_for(on("db", {"bridge": {}}), seen_from=web) == {"db", "mysql"}


def test_a_link_on_a_network():
    web = on("web", {"net": {"Links": ["db:mysql"]}}, id_="w" * 64)
    assert names_for(on("db", {}), seen_from=web) == {"db", "mysql"}


def test_a_shared_network_gives_name_aliases_and_short_id():
    database = on("db", {"net": {"Aliases": ["Data", "d" * 12], "DNSNames": ["db", "data"]}})
    web = on("web", {"net": {"Aliases": None}}, id_="w" * 64)
    names = {"db", "data", "d" * 12}
    assert names_for(database, seen_from=web) == names | {f"{name}.net" for name in names}


def test_the_default_bridge_gives_no_names():
    networks = {"bridge": {"Aliases": ["db"]}, "host": {}}
    assert names_for(on("db", networks), seen_from=on("web", networks)) == set()


def test_networks_that_are_not_shared_give_no_names():
    assert names_for(on("db", {"a": {}}), seen_from=on("web", {"b": {}})) == set()


def test_published_ports_of_a_running_and_of_a_stopped_container():
    running = container(
        "a",
        NetworkSettings={
            "Ports": {
                "80/tcp": [{"HostIp": "192.0.2.1", "HostPort": "80"}, {"HostIp": "::", "HostPort": "80"}],
                "443/tcp": None,
            }
        },
    )
    assert host_ports(running, 80) == [("192.0.2.1", 80), ("::", 80)]
    assert host_ports(running, 443) == []
    assert host_ports(running) == [("192.0.2.1", 80), ("::", 80)]
    stopped = container(
        "a",
        NetworkSettings={"Ports": {}},
        HostConfig={"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "80"}, {"HostPort": ""}]}},
    )
    assert host_ports(stopped, 80) == [("", 80)]


def test_on_the_hosts_network_every_port_is_the_hosts():
    on_host = container("a", HostConfig={"NetworkMode": "host"})
    assert host_ports(on_host, 80) == [("", 80)]
    assert host_ports(on_host) == []
