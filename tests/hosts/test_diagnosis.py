"""What a check needs: each need that is not met is named, with what to do."""

import getpass

import pytest

from grader.errors import EngineUnavailable
from grader.hosts import diagnosis
from grader.hosts.address import HostOptions
from grader.hosts.base import Account, CommandResult, EngineAnswer, HostFacts
from grader.hosts.diagnosis import diagnose

ADA = HostFacts("local:", "ada", 1000, "/home/ada", "0" * 8, cli=True)


class Answering:
    """A host on which every command prints the same."""

    def __init__(self, out, info=b"{}"):
        self.out, self.info = out, info

    def run(self, _command):
        return CommandResult(0, self.out.encode(), b"", 0.0)

    def ask(self, _request):
        return EngineAnswer(200, (), self.info, 0.0)


def facts(**more):
    return HostFacts(**{**{name: getattr(ADA, name) for name in ADA.__slots__}, **more})


def by_topic(findings):
    return {str(one.topic): one for one in findings}


@pytest.mark.parametrize(
    ("of", "met", "seen"),
    [
        ({"sockets": ("/run/docker.sock",)}, True, "ada may use /run/docker.sock"),
        (
            {"closed": ("/run/docker.sock",), "in_docker_group": True},
            False,
            "ada is in the group “docker”, but has not logged in again since joining it.",
        ),
        ({"closed": ("/run/docker.sock",)}, False, "ada is not in the group “docker”."),
        ({"account": Account("root", 0, "/root"), "sockets": ("/s",)}, True, "root may use every Engine"),
    ],
)
def test_access_depends_on_the_group_and_on_the_login(of, met, seen):
    found = diagnosis._access(facts(**of))
    assert (found.met, str(found.seen)) == (met, seen)
    assert met == (found.fix is None)


@pytest.mark.parametrize(
    ("endpoint", "met"),
    [("", True), ("unix:///run/user/1000/docker.sock", True), ("tcp://10.1.2.3:2375", False)],
)
def test_a_context_that_leads_to_another_machine_is_wrong(endpoint, met):
    assert diagnosis._context(facts(endpoint=endpoint)).met is met


def test_without_the_docker_command_ex01_is_named():
    found = diagnosis._command(Answering(""), facts(cli=False))
    assert (found.met, str(found.fix)) == (False, "Install it: grader show ex01")


def test_a_docker_command_that_prints_no_version_is_wrong():
    found = diagnosis._command(Answering(""), ADA)
    assert (found.met, str(found.fix)) == (False, "To see why, run: docker --version")


@pytest.mark.parametrize(
    ("out", "version"), [("Docker version 28.2.2, build e6534b4", "28.2.2"), ("podman 5", "podman 5")]
)
def test_the_version_of_the_docker_command_is_shown(out, version):
    assert str(diagnosis._command(Answering(out), ADA).seen) == version


@pytest.mark.parametrize(("kilobytes", "met"), [(900_000, False), (50_000_000, True)])
def test_a_full_disk_is_wrong(kilobytes, met):
    df = f"Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 99999999 1 {kilobytes} 99% /srv/my disk"
    [found] = diagnosis._disk(Answering(df, b'{"DockerRootDir": "/srv/docker"}'), ADA)
    assert found.met is met
    assert "GB free at /srv/docker" in str(found.seen)


def test_a_disk_of_which_nothing_is_known_is_left_out():
    assert list(diagnosis._disk(Answering("df: /srv: No such file"), ADA)) == []


@pytest.mark.parametrize(("offset", "met"), [(0.2, True), (-400, False), (65, False), (None, None)])
def test_the_clock_of_a_host_is_compared_with_this_machine(offset, met):
    assert diagnosis._clock(Answering(""), facts(clock=1.8e9, clock_offset=offset), here=False).met is met


@pytest.mark.parametrize(("said", "met", "fix"), [("yes", True, False), ("no", None, True), ("", None, False)])
def test_the_clock_of_this_machine_is_set_by_the_network(said, met, fix):
    found = diagnosis._clock(Answering(said), facts(clock=1.8e9), here=True)
    assert (found.met, found.fix is not None) == (met, fix)


def test_an_engine_that_answers_is_named_with_its_version(monkeypatch, engine):
    socket = engine({"/version": {"Version": "28.2.2", "ApiVersion": "1.50", "MinAPIVersion": "1.24"}, "/info": {}})
    monkeypatch.setenv("DOCKER_HOST", f"unix://{socket}")
    found = by_topic(diagnose("local:", HostOptions(), account=getpass.getuser()))
    assert str(found["Engine"].seen) == "28.2.2 answers, API 1.50"
    assert found["Engine"].met


def test_an_engine_that_does_not_answer_is_the_last_need_but_the_clock(monkeypatch, tmp_path):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none")
    found = by_topic(diagnose("local:", HostOptions(), account=getpass.getuser()))
    assert not found["Engine"].met
    assert list(found)[-2:] == ["Engine", "Clock"]


def test_an_engine_to_which_there_is_no_access_is_not_a_second_problem():
    class Refusing(Answering):
        def ask(self, _request):
            raise EngineUnavailable("no", next_step="join")

    found = by_topic(diagnosis._docker(Refusing("Docker version 28"), facts(closed=("/run/docker.sock",))))
    assert [name for name, one in found.items() if one.met is False] == ["Access"]
    assert found["Engine"].met is None


def test_a_host_that_refuses_the_login_is_the_last_need(sshd, ssh_keys):
    server = sshd()
    server.configure(IdentityFile=str(ssh_keys / "other"))
    found = list(diagnose(server.url, HostOptions(server.config)))
    assert [(str(one.topic), one.met) for one in found] == [("Python", True), ("SSH key", True), ("Login", False)]
    assert "authorized_keys" in str(found[-1].fix)


def test_a_host_that_is_reached_is_named_with_the_key(sshd, ssh_keys):
    server = sshd()
    found = by_topic(diagnose(server.url, HostOptions(server.config)))
    assert str(found["SSH key"].seen) == str(ssh_keys / "user")
    assert found["Login"].met
    assert str(found["Clock"].seen).endswith(", as on this machine")


def test_without_ssh_its_installation_is_the_step(monkeypatch, tools):
    monkeypatch.setenv("PATH", str(tools("sh")))
    found = list(diagnose("ssh://nobody@h.invalid", HostOptions()))
    assert [(str(one.topic), one.met) for one in found] == [("Python", True), ("SSH", False)]
