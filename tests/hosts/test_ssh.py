"""Over a real sshd, with the user's own ssh."""

import getpass
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.errors import (
    EngineUnavailable,
    GraderError,
    HostError,
    HostKeyProblem,
    HostTimeout,
    HostUnreachable,
    LoginRefused,
    UsageError,
)
from grader.hosts import tempdirs
from grader.hosts.address import HostOptions
from grader.hosts.base import Command, EngineRequest
from grader.hosts.open import open_host
from tests.support.processes import until

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="another user's login needs root")

SSH_CONFIG = "Host graded\n  HostName 127.0.0.1\n  UserKnownHostsFile /dev/null\n  ProxyCommand none\n"

DOCKER = f"""#!{Path(sys.executable).resolve()}
# Stands in for the docker command: `docker system dial-stdio` leads to the Engine of this test.
import os, socket, threading
s = socket.socket(socket.AF_UNIX); s.connect(os.environ["BEHIND"])
def up():
    while b := os.read(0, 65536): s.sendall(b)
threading.Thread(target=up, daemon=True).start()
while b := s.recv(65536): os.write(1, b)
"""


@pytest.fixture
def reach():
    """reach(sshd): the host behind it, closed at the end."""
    hosts = []

    def opened(config, url="ssh://graded", seconds=12.0, options=()):
        host = open_host(url, HostOptions(config, options, connect_seconds=seconds))
        hosts.append(host)
        return host

    yield opened
    for host in hosts:
        host.close()


@pytest.fixture
def told(reach, tmp_path):
    """told(sshd or text of a configuration): the error that reaching the host ends with."""

    def error(server, **more):
        config = tmp_path / "ssh_config"
        if isinstance(server, str):
            config.write_text(server)
        with pytest.raises(GraderError) as caught:
            _ = reach(config if isinstance(server, str) else server.config, **more).facts
        assert caught.value.next_step
        return caught.value

    return error


def test_a_command_runs_over_ssh(reach, sshd):
    result = reach(sshd().config).run(Command("echo out; echo err >&2; exit 5"))
    assert (result.rc, result.out, result.err) == (5, b"out\n", b"err\n")


def test_the_host_reports_the_login_and_its_home(reach, sshd):
    server = sshd()
    facts = reach(server.config).facts
    assert (facts.user, facts.uid, facts.home) == (getpass.getuser(), os.getuid(), str(server.home))
    assert facts.url == "ssh://graded"


def test_the_host_key_that_was_verified_is_known_by_its_fingerprint(reach, sshd, ssh_keys):
    shown = subprocess.run(["ssh-keygen", "-lf", ssh_keys / "host.pub"], capture_output=True, text=True, check=True)
    facts = reach(sshd().config).facts
    assert facts.key == shown.stdout.split()[1]
    assert facts.clock_offset is not None


def test_an_ssh_too_old_to_log_the_host_key_still_logs_in(reach, sshd, monkeypatch):
    monkeypatch.setattr("grader.hosts.sshconfig.options", lambda _: [])
    assert reach(sshd().config).facts.key == ""


def test_commands_and_engine_share_one_login(reach, sshd, engine):
    server = sshd(DOCKER_HOST=f"unix://{engine({'/info': {'ID': 'x'}})}")
    host = reach(server.config)
    for _ in range(3):
        host.run(Command("true"))
        assert host.ask(EngineRequest("GET", "/info")).status == 200
    assert server.logins == 1


def test_where_forwarding_is_forbidden_the_engine_is_reached_over_the_same_login(reach, sshd, engine, tools):
    path = _with_docker(tools)
    server = sshd("AllowStreamLocalForwarding no", PATH=path, DOCKER_HOST="unix:///no.sock", BEHIND=engine({"/x": {}}))
    host = reach(server.config)
    assert host.ask(EngineRequest("GET", "/x")).body == b"{}"
    assert server.logins == 1


def test_the_same_holds_where_all_forwarding_is_disabled(reach, sshd, engine, tools):
    path = _with_docker(tools)
    server = sshd("DisableForwarding yes", PATH=path, DOCKER_HOST="unix:///no.sock", BEHIND=engine({"/x": {}}))
    assert reach(server.config).ask(EngineRequest("GET", "/x")).status == 200
    assert server.logins == 1


def test_a_refused_second_session_connects_to_no_other_host(reach, sshd, engine, tools, within):
    path = _with_docker(tools)
    server = sshd(
        "AllowStreamLocalForwarding no", "MaxSessions 1", PATH=path, BEHIND=engine({}), DOCKER_HOST="unix:///no"
    )
    with within(10), pytest.raises(EngineUnavailable, match="No Docker Engine answers at unix:///no"):
        reach(server.config).ask(EngineRequest("GET", "/x"))
    assert server.logins == 1


def test_a_slow_engine_over_ssh_times_out_at_its_deadline(reach, sshd, serving, within, tools):
    silent = serving(lambda _: time.sleep(60))
    server = sshd(DOCKER_HOST=f"unix://{silent}", PATH=str(tools("sh", "id", "tr", "grep", "date", "uname")))
    with within(2), pytest.raises(HostError):
        reach(server.config).ask(EngineRequest("GET", "/info", seconds=1))


def test_no_such_host(told):
    error = told("Host graded\n  HostName no-such-host.invalid\n")
    assert isinstance(error, HostUnreachable)
    assert "There is no host named ssh://graded" in error.problem


def test_connection_refused(told):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = told(SSH_CONFIG + f"  Port {taken.getsockname()[1]}\n")
    assert isinstance(error, HostUnreachable)
    assert "refused the connection" in error.problem
    assert "sshd" in error.next_step


def test_a_silent_host_times_out_at_its_deadline(told, serving, within):
    with within(1):
        error = told(SSH_CONFIG + f"  Port {serving(lambda _: time.sleep(60), tcp=True)}\n", seconds=1)
    assert isinstance(error, HostTimeout)
    assert error.problem.startswith("ssh://graded: ")


def test_a_host_that_hangs_up_at_once(told, serving):
    error = told(SSH_CONFIG + f"  Port {serving(lambda c: c.close(), tcp=True)}\n")
    assert isinstance(error, HostUnreachable)
    assert "closed the connection before the login" in error.problem


def test_a_host_that_speaks_another_protocol(told, serving):
    port = serving(lambda c: (c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 900), time.sleep(20)), tcp=True)
    error = told(SSH_CONFIG + f"  Port {port}\n", seconds=3)
    assert isinstance(error, HostError)


def test_a_changed_host_key(told, sshd, ssh_keys):
    server = sshd()
    server.trust(ssh_keys / "other.pub")
    error = told(server)
    assert isinstance(error, HostKeyProblem)
    assert "has changed" in error.problem
    assert "ssh-keygen -R graded" in error.next_step


def test_an_unknown_host_key(told, sshd):
    server = sshd()
    server.known_hosts.write_text("")
    error = told(server)
    assert isinstance(error, HostKeyProblem)
    assert "is not known" in error.problem
    assert "by hand" in error.next_step


def test_a_wrong_key(told, sshd, ssh_keys):
    server = sshd()
    server.configure(IdentityFile=str(ssh_keys / "other"))
    error = told(server)
    assert isinstance(error, LoginRefused)
    assert "refused the login" in error.problem
    assert "authorized_keys" in error.next_step


@as_root
def test_an_account_that_may_not_log_in(told, sshd):
    server = sshd()
    server.configure(User="nobody")  # its shell is nologin
    error = told(server)
    assert isinstance(error, LoginRefused)
    assert "is not allowed to log in" in error.problem
    assert "chsh" in error.next_step


def test_a_login_shell_that_ends_at_once(told, sshd):
    error = told(sshd("ForceCommand exit 3"))
    assert isinstance(error, LoginRefused)
    assert "ended at once" in error.problem
    assert "ssh graded true" in error.next_step


def test_a_login_that_runs_something_else(told, sshd, within):
    with within(1):
        error = told(sshd("ForceCommand sleep 60"), seconds=1)
    assert isinstance(error, HostTimeout)
    assert "did not start a shell in time" in error.problem


def test_a_login_that_never_stops_printing(told, sshd, within):
    with within(1):
        error = told(sshd("ForceCommand yes; true"), seconds=1)
    assert isinstance(error, HostTimeout)


def test_a_broken_ssh_configuration(told):
    error = told("Host graded\n  NoSuchOption yes\n")
    assert isinstance(error, UsageError)
    assert "nosuchoption" in error.problem


def test_a_missing_ssh_configuration(tmp_path):
    with pytest.raises(UsageError, match="There is no ssh configuration"):
        open_host("ssh://graded", HostOptions(tmp_path / "none"))


def test_options_of_the_user_reach_ssh(reach, sshd, ssh_keys):
    server = sshd()
    server.configure(IdentityFile="/dev/null")
    host = reach(server.config, options=(f"IdentityFile={ssh_keys / 'user'}",))
    assert host.run(Command("echo in")).out == b"in\n"


def test_user_and_port_of_the_url_are_used(reach, sshd):
    server = sshd()
    server.configure(Port="1", User="nobody-at-all", HostName="ignored.invalid")
    options = ("IdentityFile=" + str(server.keys / "user"), f"UserKnownHostsFile={server.known_hosts}")
    host = reach(server.config, url=f"ssh://{getpass.getuser()}@127.0.0.1:{server.port}", options=options)
    assert host.facts.user == getpass.getuser()


@pytest.mark.parametrize(
    "bashrc",
    [
        pytest.param("echo welcome; echo noise >&2", id="prints"),
        pytest.param(r"printf '\377\376\000garbage\033[31m'; printf '\377' >&2", id="garbage"),
        pytest.param("printf 'no newline at the end'", id="unfinished line"),
        pytest.param("sleep 1", id="sleeps"),
        pytest.param("head -c 300000 /dev/zero | tr '\\0' x", id="talks a lot"),
        pytest.param("alias echo='echo aliased'; cd /; umask 777; set -u", id="aliases"),
        pytest.param("export LANG=ko_KR.UTF-8 LC_ALL=ko_KR.UTF-8 PATH=/nowhere:$PATH", id="exports"),
        pytest.param("if [ x; then (", id="syntax error"),
        pytest.param("no-such-command; false", id="fails"),
        pytest.param("read answer; read -p 'Start tmux? ' again", id="reads"),
        pytest.param(
            "export LD_PRELOAD=/nowhere/x.so POSIXLY_CORRECT=1; echo() { :; }; export -f echo",
            id="steers",
        ),
        pytest.param("trap 'echo bye' EXIT; PROMPT_COMMAND='echo prompt'", id="traps"),
    ],
)
def test_a_noisy_or_broken_bashrc_does_no_harm(reach, sshd, bashrc):
    server = sshd()
    (server.home / ".bashrc").write_text(bashrc + "\n")
    result = reach(server.config).run(Command("echo out; ls /no-such-file"))
    assert result.out == b"out\n"
    assert b"No such file" in result.err


def test_a_bashrc_that_exits_is_named(told, sshd):
    server = sshd()
    (server.home / ".bashrc").write_text("echo I leave >&2; exit 1\n")
    error = told(server)
    assert "I leave" in error.problem
    assert "~/.bashrc" in error.next_step


@pytest.mark.parametrize("bashrc", ["sleep 60", "cat", "exec 2>&1", "exec >/dev/null"])
def test_a_bashrc_that_hangs_or_swallows_is_named(told, sshd, within, bashrc):
    server = sshd()
    (server.home / ".bashrc").write_text(bashrc + "\n")
    with within(1):
        error = told(server, seconds=1)
    assert "~/.bashrc" in error.next_step


def test_a_login_banner_does_no_harm(reach, sshd, tmp_path):
    (tmp_path / "banner").write_text("Permission denied? Host key verification failed!\n" * 20)
    assert reach(sshd(f"Banner {tmp_path / 'banner'}").config).run(Command("echo out")).out == b"out\n"


def test_a_login_banner_is_not_mistaken_for_a_message_of_ssh(told, sshd, ssh_keys, tmp_path):
    (tmp_path / "banner").write_text("Idle sessions are timed out. Could not resolve hostname. Connection refused.\n")
    server = sshd(f"Banner {tmp_path / 'banner'}")
    server.configure(IdentityFile=str(ssh_keys / "other"))
    assert "refused the login" in told(server).problem


def test_a_foreign_locale_does_no_harm(reach, sshd):
    server = sshd(LANG="ko_KR.UTF-8", LC_ALL="ko_KR.UTF-8", LANGUAGE="ko")
    assert b"No such file" in reach(server.config).run(Command("ls /no-such-file")).err


@pytest.mark.parametrize("missing", [{"timeout"}, {"head"}, {"timeout", "head"}], ids=" and ".join)
def test_a_host_without_the_usual_tools_works(reach, sshd, tools, within, missing):
    have = {"sh", "bash", "cat", "sleep", "id", "date", "uname", "grep", "tr", "timeout", "head"} - missing
    host = reach(sshd(PATH=str(tools(*have))).config)
    assert host.run(Command("echo out; exit 4")).rc == 4
    with within(1):
        assert host.run(Command("sleep 60; true", seconds=1)).timed_out


def test_a_session_that_is_killed_during_a_command_is_lost_at_once(reach, sshd, within):
    server = sshd()
    host = reach(server.config)
    _ = host.facts
    session = server.sessions()[0]
    with within(3), pytest.raises(HostUnreachable, match="was lost"):
        host.run(Command(f"(sleep 0.5; kill -9 {session}) & sleep 3", seconds=20))


def test_a_frozen_host_times_out_at_the_deadline(reach, sshd, within):
    server = sshd()
    host = reach(server.config)
    _ = host.facts
    session = server.sessions()[0]
    os.kill(session, signal.SIGSTOP)
    with within(2), pytest.raises(HostTimeout, match="ssh://graded: The host did not answer"):
        host.run(Command("true", seconds=1))
    os.kill(session, signal.SIGCONT)


def test_endless_output_over_ssh_is_truncated(reach, sshd, within):
    host = reach(sshd().config)
    with within(20):
        result = host.run(Command("head -c 100000000 /dev/zero; echo end >&2", limit=1000))
    assert (len(result.out), result.truncated, result.err) == (1000, True, b"end\n")


def test_a_hanging_command_leaves_nothing_on_either_side(reach, sshd, within, no_process_has):
    server = sshd()
    host = reach(server.config)
    with within(1):
        assert host.run(Command("sleep 74.125; sleep 74.125", seconds=1)).timed_out
    host.close()
    assert no_process_has("74.125")
    assert no_process_has(str(server.config))


def test_closing_leaves_no_file_behind(reach, sshd):
    before = set(tempdirs._locks)
    host = reach(sshd().config)
    [made] = set(tempdirs._locks) - before
    assert host.facts
    assert made.exists()
    host.close()
    assert not made.exists()


def test_the_exit_command_runs_when_the_connection_ends(reach, sshd, tmp_path):
    host = reach(sshd().config)
    host.on_exit(f"echo kept > {tmp_path}/promise")
    host.close()
    until((tmp_path / "promise").exists)


def test_without_ssh_the_error_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match=r"“ssh” is not installed"):
        open_host("ssh://graded")


def _with_docker(tools):
    folder = tools("sh", "bash", "id", "date", "uname", "grep", "tr", "timeout", "head")
    (folder / "docker").write_text(DOCKER)
    (folder / "docker").chmod(0o755)
    return str(folder)
