"""What all live hosts share, shown on this machine and on hosts that are made up."""

import contextlib
import getpass
import os
import time

import pytest

from grader.errors import EngineUnavailable, GarbledAnswer, HostTimeout, HostUnreachable, LoginRefused
from grader.hosts import handshake, live
from grader.hosts.base import Account, Command, EngineRequest, HostFacts
from grader.hosts.budget import Budget
from grader.hosts.dialling import Piped, unix_socket
from grader.hosts.handshake import as_account
from grader.hosts.live import LiveHost
from grader.hosts.local import LocalTransport
from grader.hosts.shell import Shell
from tests.support.processes import until

KIM = Account("kim", 2, "/home/kim")
DIAL = "docker system dial-stdio"


@pytest.fixture
def here():
    """here(): this machine; here(script): this machine behind a login that runs a script first."""
    hosts = []

    def opened(script="", **more):
        transport = LocalTransport()
        if script:
            transport.shell = lambda: Shell(["sh", "-c", f"{script}\nexec sh"])
        host = LiveHost(transport, **{"account": getpass.getuser(), **more})
        hosts.append(host)
        return host

    yield opened
    for host in hosts:
        host.close()


def test_the_host_reports_its_facts(here):
    facts = here().facts
    assert (facts.user, facts.uid, facts.home) == (getpass.getuser(), os.getuid(), os.environ["HOME"])
    assert facts.kernel.split()[0] == os.uname().sysname
    assert abs(facts.clock - time.time()) < 5


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("1700000000.123456789", 1700000000.123456789),
        ("1700000000.%N", 1700000000.0),
        ("1700000000", 1.7e9),
        ("?", 0.0),
    ],
)
def test_a_clock_may_lack_fractions_of_a_second(said, clock):
    assert handshake._clock(said) == clock


def test_every_visit_has_an_id_of_its_own(here):
    assert here().facts.attempt != here().facts.attempt


def test_the_handshake_happens_once(here):
    host = here()
    assert host.facts is host.facts


def test_a_shell_that_does_not_run_commands_is_refused(here, monkeypatch, tools):
    monkeypatch.setenv("PATH", str(tools("sh", "cat", "timeout", "head")))
    with pytest.raises(LoginRefused, match="did not answer simple commands"):
        _ = here().facts


def test_a_late_command_is_stopped_at_its_deadline(here, within):
    with within(1):
        assert here().run(Command("sleep 60", seconds=1)).timed_out


def test_a_login_that_hangs_times_out_after_the_time_to_connect(here, within):
    with within(1), pytest.raises(HostTimeout, match="did not start a shell in time"):
        _ = here("sleep 60", connect_seconds=1).facts


def test_a_login_that_ended_gives_the_same_error_each_time(here):
    host = here("exit 1")
    for _ in range(2):
        with pytest.raises(HostUnreachable, match="did not start a shell"):
            _ = host.facts


def test_a_host_without_the_account_gives_the_same_error_each_time(here, within):
    host = here(account="no-such-student")
    with within(1):
        for _ in range(2):
            with pytest.raises(LoginRefused, match="There is no account no-such-student on local:"):
                _ = host.facts


def test_a_live_host_uses_real_time(here):
    host = here()
    _ = host.facts
    before = host.now()
    host.sleep(0.05)
    assert host.now() - before >= 0.05


def test_the_users_docker_host_is_used(here, monkeypatch, engine):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({'/info': {'ID': 'this one'}})}")
    assert here().ask(EngineRequest("GET", "/info")).body == b'{"ID": "this one"}'


def test_the_users_current_context_is_used(here, monkeypatch, engine, tools, tmp_path):
    folder = tools("sh", "id", "date", "uname", "grep", "tr", "timeout", "head")
    (folder / "docker").write_text(f'#!/bin/sh\n[ "$1 $2" = "context inspect" ] && echo unix://{engine({"/info": {}})}')
    (folder / "docker").chmod(0o755)
    (tmp_path / "config.json").write_text('{\n"currentContext": "mine"\n}')
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    assert here().ask(EngineRequest("GET", "/info")).body == b"{}"


def test_a_silent_engine_is_waited_for_only_once(here, monkeypatch, serving, within):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{serving(lambda _: time.sleep(60))}")
    host = here()
    with within(1), pytest.raises(EngineUnavailable, match="No Docker Engine answers at unix://"):
        host.ask(EngineRequest("GET", "/info", seconds=1))
    with within(0), pytest.raises(EngineUnavailable):
        host.ask(EngineRequest("GET", "/info", seconds=30))


def test_an_engine_that_was_missing_is_looked_for_again(here, monkeypatch, engine, tmp_path):
    late = tmp_path / "docker.sock"
    monkeypatch.setenv("DOCKER_HOST", f"unix://{late}")
    monkeypatch.setattr(live, "LOOK_AGAIN_SECONDS", 0.2)
    host = here()
    for _ in range(2):
        with pytest.raises(EngineUnavailable, match="No Docker Engine answers at unix://"):
            host.ask(EngineRequest("GET", "/info"))
    late.symlink_to(engine({"/info": {}}))
    answers = []

    def has_answered():
        with contextlib.suppress(EngineUnavailable):
            answers.append(host.ask(EngineRequest("GET", "/info")))
        return answers

    until(has_answered)
    assert answers[0].status == 200


@pytest.mark.parametrize("found", [True, False])
def test_a_lost_connection_is_reported_as_that_not_as_a_fault_of_the_engine(here, monkeypatch, engine, found):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({'/info': {}})}")
    host = here()
    _ = host.facts
    if found:
        assert host.ask(EngineRequest("GET", "/info")).status == 200
    # A tunnel ends together with the login that carries it.
    host._shell._process.kill()
    host._transport.socket = lambda _: unix_socket("/nowhere")
    host._transport.piped = lambda _: Piped(["false"])
    if found:
        host._engine.close()
        host._engine._dial = unix_socket("/nowhere")
    with pytest.raises(HostUnreachable, match="connection to the host was lost"):
        host.ask(EngineRequest("GET", "/info"))


def test_all_that_a_host_sends_in_one_visit_is_limited(here, monkeypatch, engine):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({'/big': b'x' * 1_500_000})}")
    host = here()
    host._budget = Budget(4_000_000)
    for _ in range(2):
        assert len(host.run(Command("head -c 900000 /dev/zero")).out) == 900_000
    assert len(host.ask(EngineRequest("GET", "/big")).body) == 1_500_000
    for ask in (
        lambda: host.ask(EngineRequest("GET", "/big")),
        lambda: host.ask(EngineRequest("GET", "/_ping")),
        lambda: host.run(Command("true")),
    ):
        with pytest.raises(GarbledAnswer, match="take more than 4 MB"):
            ask()


def test_something_else_on_the_socket_is_reported_as_no_engine(here, monkeypatch, serving):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{serving(lambda c: (c.recv(999), c.sendall(b'SSH-2.0-x')))}")
    with pytest.raises(EngineUnavailable):
        here().ask(EngineRequest("GET", "/info"))


@pytest.mark.parametrize(
    ("facts", "problem", "step"),
    [
        ({"sockets": ("/run/d.sock",)}, "No Docker Engine answers at /run/d.sock", "systemctl status docker"),
        ({"endpoint": "tcp://x:1"}, "No Docker Engine answers at tcp://x:1", "systemctl status docker"),
        ({"closed": ("/run/d.sock",), "cli": True, "account": KIM}, "User kim is not allowed", "kim is in the group"),
        ({"closed": ("/run/d.sock",), "cli": True}, "User me is not allowed to use", "the group “docker”"),
        ({"cli": True}, "Docker is installed, but no Docker Engine is running", "Start it"),
        ({}, "There is no Docker Engine on this host", "Install it"),
    ],
)
def test_the_error_says_why_there_is_no_engine(here, monkeypatch, tools, facts, problem, step):
    monkeypatch.setenv("PATH", str(tools("sh", "sleep")))
    host = here()
    host._facts = HostFacts("local:", "me", 1, "/", "1", **facts)
    with pytest.raises(EngineUnavailable, match=problem) as caught:
        host.ask(EngineRequest("GET", "/info", seconds=2))
    assert step in caught.value.next_step


def test_root_reaches_an_engine_that_the_account_may_not_use(here, engine):
    host = here()
    host._facts = HostFacts("local:", "root", 0, "/", "1", closed=(engine({"/info": {}}),), account=KIM)
    assert host.ask(EngineRequest("GET", "/info")).status == 200


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"cli": True}, "docker system dial-stdio"),
        ({"cli": True, "closed": ("/x",), "in_docker_group": True}, "sg docker -c 'docker system dial-stdio'"),
        ({"cli": True, "closed": ("/x",)}, "sudo -n docker system dial-stdio"),
        ({"cli": True, "account": KIM}, as_account(HostFacts("", "me", 1, "/", "1", account=KIM), DIAL)),
    ],
)
def test_the_engine_is_reached_through_commands_if_its_socket_cannot_be_opened(here, engine, facts, words):
    path = engine({"/info": {}})
    host = here()
    host._facts = HostFacts("local:", "me", 1, "/", "1", **facts)
    real = host._transport.piped
    host._transport.piped = lambda command: real(f"{RELAY} {path}" if command == words else "false")
    assert host.ask(EngineRequest("GET", "/info")).status == 200


RELAY = """python3 -c '
import os, socket, sys, threading
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
def up():
    while b := os.read(0, 65536): s.sendall(b)
threading.Thread(target=up, daemon=True).start()
while b := s.recv(65536): os.write(1, b)'"""


def test_patience_multiplies_what_a_host_may_take_to_be_reached(here, within):
    with within(10):
        assert here("sleep 1.5", connect_seconds=1, patience=5).facts.uid == os.getuid()
    with pytest.raises(HostTimeout):
        _ = here("sleep 3", connect_seconds=1).facts


def test_patience_multiplies_every_limit_of_the_hosts_own_questions(here, monkeypatch):
    host = here(patience=3)
    asked = []
    run, promise = host._shell.run, host._shell.on_exit
    monkeypatch.setattr(host._shell, "run", lambda command: asked.append(command.seconds) or run(command))
    monkeypatch.setattr(
        host._shell, "on_exit", lambda text, *, seconds: asked.append(seconds) or promise(text, seconds=seconds)
    )
    _ = host.facts
    host.on_exit("")
    host._lost()
    assert asked == [30, 18, 15]
