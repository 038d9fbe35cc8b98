import subprocess
from types import SimpleNamespace

import pytest

from grader.checks.commandline import docker_command
from grader.checks.session import Session
from grader.hosts.base import DEFAULT_SOCKET, HostFacts


@pytest.fixture
def runs(tools):
    """runs({tool: script}, …): what the command says where these tools are; the tools are asked with their words."""

    def said(scripts, *arguments, **facts):
        folder = tools("sh")
        for name, script in scripts.items():
            (folder / name).write_text(f"#!/bin/sh\n{script}\n")
            (folder / name).chmod(0o755)
        session = Session(SimpleNamespace(facts=HostFacts("local:", "me", 1, "/", "1", **facts)), {})
        command = docker_command(session, *arguments)
        return subprocess.run(
            ["/bin/sh", "-c", command], env={"PATH": str(folder)}, capture_output=True, check=False, timeout=20
        ).stdout.decode()

    return said


REFUSED = "echo permission denied >&2; exit 1"


def test_the_account_itself_comes_first(runs):
    assert runs({"docker": 'echo "docker $@"', "sudo": "echo sudo"}, "save", "a b") == "docker save a b\n"


def test_an_account_that_has_joined_the_group_since_its_login_is_served(runs):
    tools = {"docker": REFUSED, "sg": 'echo "sg $@"', "sudo": "echo sudo"}
    assert runs(tools, "save", "x", in_docker_group=True) == "sg docker -c docker save x\n"


def test_an_account_that_uses_sudo_is_served(runs):
    tools = {"docker": REFUSED, "sg": "exit 1", "sudo": 'echo "sudo $@"'}
    assert runs(tools, "save", "x", in_docker_group=True) == "sudo -n docker save x\n"


def test_an_account_outside_the_group_is_not_asked_for_the_password_of_the_group(runs):
    tools = {"docker": REFUSED, "sg": "echo Password:; exit 1", "sudo": 'echo "sudo $@"'}
    assert runs(tools, "save", "x") == "sudo -n docker save x\n"


def test_podman_is_used_if_there_is_no_docker(runs):
    tools = {"podman": 'echo "podman $@"'}
    assert runs(tools, "save", "x") == "podman save x\n"
    assert runs(tools, "save", "x", sockets=("/run/podman/podman.sock",)) == (
        "podman --url unix:///run/podman/podman.sock save x\n"
    )


def test_the_engine_is_the_one_that_is_graded(runs):
    tools = {"docker": 'echo "$@"'}
    assert (
        runs(tools, "save", "x", sockets=("/run/user/7/docker.sock",)) == "-H unix:///run/user/7/docker.sock save x\n"
    )
    assert runs(tools, "save", "x", sockets=(DEFAULT_SOCKET,)) == "save x\n"
    assert runs(tools, "save", "x", sockets=("/x",), endpoint="tcp://x:1") == "save x\n"
