import pytest

from grader.checks.options import mount_option, mount_options, network_option, port_options


class Box:
    """A container as docker-py shows it."""

    def __init__(self, **attrs):
        self.attrs = attrs


@pytest.mark.parametrize(
    ("mount", "option"),
    [
        ({"Type": "bind", "Source": "/home/student/bm1", "RW": True}, "-v /home/student/bm1:/tmp/mount"),
        ({"Type": "bind", "Source": "/home/student/bm1", "RW": False}, "-v /home/student/bm1:/tmp/mount:ro"),
        ({"Type": "volume", "Name": "bm1", "Source": "/var/lib/docker/volumes/bm1/_data"}, "-v bm1:/tmp/mount"),
        ({"Type": "volume", "Name": "f" * 64, "Source": "/var/lib/docker/volumes/f/_data"}, "-v /tmp/mount"),
        ({"Type": "tmpfs", "Source": "", "RW": True}, "--tmpfs /tmp/mount"),
        ({}, "-v /tmp/mount"),
    ],
)
def test_a_mount_is_shown_as_its_option(mount, option):
    assert mount_option({"Destination": "/tmp/mount", **mount}) == option


def test_all_mounts_are_shown():
    mounts = [{"Type": "volume", "Name": name, "Destination": f"/{name}"} for name in ("a", "b")]
    assert mount_options(Box(Mounts=mounts)) == ["-v a:/a", "-v b:/b"]
    assert mount_options(Box(Mounts=None)) == []


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
def test_a_network_is_shown_as_the_option_that_gives_it(mode, option):
    assert network_option(Box(HostConfig={"NetworkMode": mode})) == option


def published(address, port):
    return [{"HostIp": address, "HostPort": port}]


@pytest.mark.parametrize(
    ("ports", "options"),
    [
        ({"80/tcp": published("0.0.0.0", "8080") + published("::", "8080")}, ["-p 8080:80"]),  # noqa: S104
        ({"53/udp": published("127.0.0.1", "5353")}, ["-p 127.0.0.1:5353:53/udp"]),
        ({"80/tcp": published("::1", "80"), "443/tcp": None}, ["-p [::1]:80:80"]),
        ({"80/tcp": published("", "")}, ["-p :80"]),
        ({}, []),
    ],
)
def test_published_ports_are_shown_as_options(ports, options):
    assert port_options(Box(NetworkSettings={"Ports": ports})) == options


def test_the_ports_of_a_container_that_never_ran_are_those_that_it_asked_for():
    bindings = {"80/tcp": published("", "80")}
    assert port_options(Box(NetworkSettings={"Ports": {}}, HostConfig={"PortBindings": bindings})) == ["-p 80:80"]


def test_the_network_of_the_host_publishes_all_ports():
    assert port_options(Box(HostConfig={"NetworkMode": "host"})) == ["--network host"]
