"""The assertions of ex01, ex03, ex04 and ex05 as one would write them for pytest-testinfra alone."""

import json

from bench.stock_ex05 import *  # noqa: F403


def inspect(host, *names):
    return json.loads(host.check_output("docker inspect %s", " ".join(names)))[0]


def test_engine_installed(host):
    assert host.package("docker.io").is_installed
    assert host.exists("docker")


def test_service_running(host):
    assert host.service("docker").is_running


def test_service_enabled(host):
    assert host.service("docker").is_enabled


def test_student_in_group(host):
    assert "docker" in host.user("student").groups


def test_engine_answers(host):
    assert host.run("docker version").rc == 0


def test_hello_world_ran(host):
    ran = host.check_output("docker ps --all --quiet --filter ancestor=hello-world").split()
    assert ran
    assert "Hello from Docker!" in host.check_output("docker logs %s", ran[0])


def test_os1_interactive(host):
    config = inspect(host, "os1")["Config"]
    assert config["Tty"]
    assert config["OpenStdin"]


def test_os1_attached(host):
    assert inspect(host, "os1")["Config"]["AttachStdin"]


def test_os1_running(host):
    assert host.docker("os1").is_running


def test_web1_detached(host):
    assert not inspect(host, "web1")["Config"]["AttachStdout"]


def test_web1_running(host):
    assert host.docker("web1").is_running


def test_web1_serves(host):
    address = inspect(host, "web1")["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]
    assert host.check_output("curl -s -o /dev/null -w %%{http_code} http://%s/", address) == "200"


def network(host):
    return json.loads(host.check_output("docker network inspect net1"))[0]


def test_net1_exists(host):
    assert network(host)["Driver"] == "bridge"


def test_net1_subnet(host):
    assert network(host)["IPAM"]["Config"][0]["Subnet"] == "192.168.100.0/24"


def test_net1_gateway(host):
    assert network(host)["IPAM"]["Config"][0]["Gateway"] == "192.168.100.254"


def test_os5_running(host):
    assert host.docker("os5").is_running


def test_os5_on_net1(host):
    assert host.docker("os5").inspect()["NetworkSettings"]["Networks"]["net1"]["IPAddress"].startswith("192.168.100.")


def test_os5_routes_through_gateway(host):
    assert "FE64A8C0" in host.check_output("docker exec os5 cat /proc/net/route")


def test_os5_only_net1(host):
    assert list(host.docker("os5").inspect()["NetworkSettings"]["Networks"]) == ["net1"]
