"""Hosts as students have them."""

import time

import pytest

from grader.authoring import host_state
from grader.errors import EngineUnavailable, HostUnreachable
from grader.hosts.address import HostOptions
from grader.hosts.base import Command, EngineRequest
from grader.hosts.diagnosis import diagnose
from grader.hosts.open import open_host
from grader.lab.hosts import run_script

pytestmark = pytest.mark.lab


@pytest.fixture
def reach():
    hosts = []

    def opened(host, url=None):
        hosts.append(open_host(url or host.url, HostOptions(host.ssh_config)))
        return hosts[-1]

    yield opened
    for host in hosts:
        host.close()


def root(host, script):
    return run_script(host, script, user="root", timeout=60)


def engine_of(host):
    return host.ask(EngineRequest("GET", "/version")).body


def test_a_student_s_host_is_reached_over_ssh(reach, lab_host):
    host = reach(lab_host)
    assert (host.facts.user, host.facts.home, host.facts.in_docker_group) == ("student", "/home/student", True)
    assert b'"ApiVersion"' in engine_of(host)


@pytest.mark.parametrize("user", ["student", "root"])
def test_a_student_s_host_is_reached_as_a_container(reach, lab_host, user):
    host = reach(lab_host, f"docker://{user}@{lab_host.container}")
    assert host.facts.home == {"student": "/home/student", "root": "/root"}[user]
    assert b'"ApiVersion"' in engine_of(host)


def test_a_container_that_is_stopped_or_gone_is_named(reach, lab_host):
    with pytest.raises(HostUnreachable, match="There is no container named no-such-container"):
        _ = reach(lab_host, "docker://no-such-container").facts


@pytest.fixture
def outsider(lab_host):
    """The student is not in group docker and may not use sudo."""
    root(
        lab_host,
        "gpasswd -d student docker; mkdir -p /root/away; mv /etc/sudoers.d/* /root/away; pkill -u student; true",
    )
    yield lab_host
    root(lab_host, "usermod -aG docker student; mv /root/away/* /etc/sudoers.d/")


def test_a_student_outside_group_docker_gets_an_error_that_says_so(reach, outsider):
    with pytest.raises(EngineUnavailable, match="User student is not allowed to use the Docker Engine") as caught:
        engine_of(reach(outsider))
    assert "Check that student is in the group “docker”" in caught.value.next_step


def test_a_student_who_joined_group_docker_after_logging_in_is_graded(reach, outsider):
    host = reach(outsider)
    time.sleep(2)  # the login is under way as soon as the host is opened
    root(outsider, "usermod -aG docker student")
    assert host.facts.in_docker_group
    assert b'"ApiVersion"' in engine_of(host)


def test_a_student_who_may_use_sudo_is_graded(reach, outsider):
    root(outsider, "echo 'student ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/test")
    try:
        assert b'"ApiVersion"' in engine_of(reach(outsider))
    finally:
        root(outsider, "rm /etc/sudoers.d/test")


def test_one_login_is_enough_where_forwarding_is_forbidden(reach, lab_host):
    conf = "/etc/ssh/sshd_config.d/test.conf"
    root(lab_host, f"echo 'AllowStreamLocalForwarding no' > {conf}; systemctl restart ssh; sleep 1")
    try:
        before = _logins(lab_host)
        host = reach(lab_host)
        assert b'"ApiVersion"' in engine_of(host)
        host.run(Command("true"))
        assert _logins(lab_host) == before + 1
    finally:
        root(lab_host, f"rm {conf}; systemctl restart ssh")


def test_a_stopped_engine_is_reported(reach, lab_host):
    root(lab_host, "systemctl stop docker.socket docker; rm -f /var/run/docker.sock")
    try:
        with pytest.raises(EngineUnavailable, match="Docker is installed, but no Docker Engine is running"):
            engine_of(reach(lab_host))
    finally:
        root(lab_host, "systemctl start docker.socket docker")


def test_an_engine_that_hangs_times_out_at_the_deadline(reach, lab_host, within):
    root(lab_host, "pkill -STOP dockerd; true")
    try:
        with within(3), pytest.raises(EngineUnavailable):
            reach(lab_host).ask(EngineRequest("GET", "/info", seconds=3))
    finally:
        root(lab_host, "pkill -CONT dockerd; true")


def test_a_host_without_an_engine_is_reported(reach, bare_lab_host):
    with pytest.raises(EngineUnavailable, match="There is no Docker Engine on this host") as caught:
        engine_of(reach(bare_lab_host))
    assert "ex01" in caught.value.next_step


def test_a_host_that_is_killed_during_a_visit_is_lost(reach, bare_lab_host, within):
    host = reach(bare_lab_host)
    _ = host.facts
    with within(6), pytest.raises(HostUnreachable, match="was lost"):
        host.run(Command(f"(sleep 0.3; kill -9 $(ps -o ppid= -p {_sh(host)})) & sleep 5", seconds=20))


def _sh(host):
    """The process on the host that runs our commands."""
    return int(host.run(Command("ps -o pid= -C sh --sort=pid | head -n 1")).out)


def _logins(host):
    time.sleep(0.2)
    script = "journalctl -u ssh -u sshd --no-pager -o cat | grep -c 'Accepted publickey'; true"
    return int(root(host, script).output.strip() or 0)


def test_looking_for_what_a_check_needs_changes_nothing(lab_host):
    before = host_state.settled(lab_host)
    found = list(diagnose(lab_host.url, HostOptions(lab_host.ssh_config)))
    assert [one for one in found if one.met is not True] == []
    assert list(host_state.differences(before, host_state.take(lab_host, before))) == []
