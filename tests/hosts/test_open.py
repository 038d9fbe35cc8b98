import pytest

from grader.errors import GraderError, HostError, UsageError
from grader.hosts.address import HostOptions
from grader.hosts.base import Command
from grader.hosts.open import open_host


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "localhost",
        "http://host",
        "ssh:",
        "ssh://me:pw@host:port",
        "ssh://",
        "ssh:///path",
        "ssh://host/path",
        "ssh://host?query",
        "ssh://host#fragment",
        "ssh://host:port",
        "ssh://host:99999",
        "ssh://host:0",
        "ssh://host:-1",
        "ssh://host:",
        "ssh://two hosts",
        "ssh://host;id",
        "ssh://$(id)",
        "ssh://user@",
        "ssh://[::1",
        "docker://",
        "docker://name:80",
        "docker://na me",
        "docker://name/other",
    ],
)
def test_an_invalid_url_is_a_usage_error(url):
    with pytest.raises(UsageError, match="is not a valid host") as caught:
        open_host(url)
    assert "ssh://user@host:port" in caught.value.next_step


@pytest.mark.parametrize(
    "url",
    [
        "ssh://-oProxyCommand=touch%20/tmp/owned",
        "ssh://-oProxyCommand=x@host",
        "ssh://%2doProxyCommand=x@host",
        "ssh://user@-oProxyCommand=x",
        "ssh://-F/tmp/x",
        "docker://-v",
        "docker://--privileged",
        "docker://-it@name",
    ],
)
def test_an_option_instead_of_a_name_is_refused(url):
    with pytest.raises(UsageError):
        open_host(url)


@pytest.mark.parametrize(
    "url",
    ["ssh://user:hunter2@host", "ssh://:hunter2@host:x", "docker://user:hunter2@name", "ssh://user:hunter2@host:0"],
)
def test_a_password_in_a_url_is_refused_and_not_repeated(url):
    with pytest.raises(UsageError) as caught:
        open_host(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["local:", "local", "local://"])
def test_this_machine_has_three_names(url):
    host = open_host(url)
    assert host.run(Command("echo here")).out == b"here\n"
    assert host.facts.url == "local:"
    host.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ssh://host", ["--", "host"]),
        ("ssh://me@host", ["-l", "me", "--", "host"]),
        ("ssh://me@host:2222", ["-p", "2222", "-l", "me", "--", "host"]),
        ("ssh://me@host:2222/", ["-p", "2222", "-l", "me", "--", "host"]),
        ("ssh://[::1]:22", ["-p", "22", "--", "::1"]),
        ("ssh://[fe80::1%25eth0]", ["--", "fe80::1%eth0"]),
        ("ssh://a%40b@host", ["-l", "a@b", "--", "host"]),
        ("ssh://2026-docker_lab.example.org", ["--", "2026-docker_lab.example.org"]),
    ],
)
def test_a_url_becomes_arguments_for_ssh(monkeypatch, tools, tmp_path, url, words):
    assert _asked(monkeypatch, tools, tmp_path, "ssh", url)[-len(words) - 1 : -1] == words


@pytest.mark.parametrize(
    ("url", "words"), [("docker://web", ["web"]), ("docker://me@web-1.x", ["-u", "me", "web-1.x"])]
)
def test_a_url_becomes_arguments_for_docker(monkeypatch, tools, tmp_path, url, words):
    said = _asked(monkeypatch, tools, tmp_path, "docker", url)
    assert said[: 2 + len(words) + 1] == ["exec", "-i", *words, "sh"]


def test_options_come_before_the_host(monkeypatch, tools, tmp_path):
    options = HostOptions(ssh_options=("Port=1", "User=x"))
    assert _asked(monkeypatch, tools, tmp_path, "ssh", "ssh://h", options)[-7:-1] == [
        "-o",
        "Port=1",
        "-o",
        "User=x",
        "--",
        "h",
    ]


def _asked(monkeypatch, tools, tmp_path, program, url, options=None):
    """The words with which the program was started."""
    folder = tools("sh")
    (folder / program).write_text(f'#!/bin/sh\nfor w; do echo "$w" >> {tmp_path}/words; done; exit 1\n')
    (folder / program).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    host = open_host(url, options)
    with pytest.raises((HostError, GraderError)):
        _ = host.facts
    host.close()
    return (tmp_path / "words").read_text().splitlines()


def test_evidence_is_not_a_live_host():
    with pytest.raises(UsageError, match="is evidence, not a live host"):
        open_host("evidence:e.gz")
