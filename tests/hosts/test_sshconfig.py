"""The user's ssh, and what it is told besides the user's own wishes."""

import shlex

import pytest

from grader.hosts import sshconfig

SNTRUP = "sntrup761x25519-sha512@openssh.com"
MLKEM = "mlkem768x25519-sha256"


@pytest.fixture
def ssh(tools, monkeypatch):
    """ssh(script): an `ssh` that is this shell script; the real one is $real."""

    def replace(script: str) -> None:
        folder = tools("sh", "ssh")
        real = (folder / "ssh").resolve()
        (folder / "ssh").unlink()
        (folder / "ssh").write_text(f"#!/bin/sh\nreal={shlex.quote(str(real))}\n{script}\n")
        (folder / "ssh").chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return replace


def exchanges(words: list[str]) -> list[str] | None:
    """In which order the words ask for key exchanges; None where they leave it to ssh."""
    found = [word.removeprefix("KexAlgorithms=") for word in words if word.startswith("KexAlgorithms=")]
    return found[0].split(",") if found else None


@pytest.mark.parametrize(
    ("theirs", "asked"),
    [
        ([SNTRUP, "curve25519-sha256", "ecdh-sha2-nistp256"], ["curve25519-sha256", SNTRUP, "ecdh-sha2-nistp256"]),
        ([SNTRUP, MLKEM, "curve25519-sha256"], [MLKEM, "curve25519-sha256", SNTRUP]),
        ([MLKEM, "curve25519-sha256", SNTRUP], None),
        (["curve25519-sha256", SNTRUP], None),
        ([SNTRUP, "ecdh-sha2-nistp256"], None),
        ([SNTRUP], None),
    ],
)
def test_cheap_key_exchanges_among_those_the_user_allows_come_first(ssh, theirs, asked):
    ssh(f"echo user me; echo kexalgorithms {','.join(theirs)}")
    assert exchanges(sshconfig.options(["--", "host"])) == asked


def test_a_key_exchange_that_the_user_has_disabled_is_not_added(tmp_path):
    config = tmp_path / "config"
    config.write_text("Host strict\n  KexAlgorithms ecdh-sha2-nistp256\n")
    assert exchanges(sshconfig.options(["-F", str(config), "--", "strict"])) is None


def test_ssh_is_asked_for_its_settings_for_that_host(ssh, tmp_path):
    ssh(f'for w; do echo "$w" >> {tmp_path}/words; done; exec $real "$@"')
    assert sshconfig.options(["-F", "none", "-l", "me", "--", "host"])[:1] == ["-o"]
    assert (tmp_path / "words").read_text().splitlines()[-5:] == ["none", "-l", "me", "--", "host"]


def test_an_ssh_that_cannot_log_the_host_key_is_not_asked_to(ssh):
    ssh('case "$*" in *LogVerbose*) echo "Bad configuration option: logverbose" >&2; exit 255; esac; exec $real "$@"')
    assert sshconfig.options(["-F", "none", "--", "host"]) == []


@pytest.mark.parametrize("script", ["exit 255", "echo", "printf '\\377'"])
def test_no_options_are_added_for_an_ssh_that_shows_no_settings(ssh, script):
    ssh(script)
    assert exchanges(sshconfig.options(["--", "host"])) is None


def test_an_ssh_that_hangs_is_not_waited_for(ssh, monkeypatch):
    monkeypatch.setattr(sshconfig, "_SECONDS", 0.2)
    ssh("exec /bin/sleep 60")
    assert sshconfig.options(["--", "host"]) == []


def test_without_ssh_no_options_are_added(tools, monkeypatch):
    monkeypatch.setenv("PATH", str(tools("sh")))
    assert sshconfig.options(["--", "host"]) == []


def test_the_log_line_of_a_host_key_is_recognised():
    said = "debug1: verify_host_key():1: Server host key: ssh-ed25519 SHA256:" + "a" * 43
    found = sshconfig.HOST_KEY.search(f"banner\n{said}\r\nmore")
    assert found is not None
    assert found[1] == "SHA256:" + "a" * 43
