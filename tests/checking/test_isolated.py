"""Whatever a host or a check does, a run ends within its deadline, tells why, and leaves nothing behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.checking.isolated import run
from grader.checks.verdict import Status
from grader.errors import CheckBroken, GraderError, HostTimeout, HostUnreachable, LoginRefused
from grader.evidence.facts import raw
from grader.hosts.budget import Budget
from tests.support.processes import until

TWO = """
    def test_a(host): assert host.run("{command}").rc == 0
    def test_b(host): assert host.run("echo b").rc == 0
"""


def causes(attempt):
    return {verdict.check: (str(verdict.status), verdict.cause) for verdict in attempt.verdicts}


def test_a_run_brings_verdicts_evidence_and_how_long_it_took(tiny):
    tiny.write("def test_a(host): assert host.run('echo hello').stdout == 'hello\\n'")
    attempt = tiny.run()
    assert [v.status for v in attempt.verdicts] == [Status.PASSED]
    assert any(fact.command == "echo hello" for fact in attempt.evidence.facts)
    assert (attempt.evidence.manifest.exercise, attempt.evidence.manifest.host.url) == ("ex01", "local:")
    assert (attempt.error, attempt.done) == (None, True)
    assert 0 < attempt.seconds < 60


def test_a_run_ends_well_where_nobody_is_told_of_children_s_ends(tiny):
    tiny.write("def test_a(): pass")
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert tiny.run().done
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_what_is_to_be_done_meanwhile_is_done_once(tiny):
    tiny.write("def test_a(): pass")
    done = []
    run(tiny.job(), meanwhile=lambda: done.append(1))
    assert done == [1]


def test_a_command_that_hangs_is_an_error_and_the_next_check_goes_on(tiny, within, no_process_has):
    tiny.write(TWO.format(command="sleep 81.5"), check_seconds=1)
    with within(1 + 1):
        found = causes(tiny.run())
    assert found["a"][0] == "error"
    assert "did not end within 1 s: sleep 81.5" in found["a"][1]
    assert found["b"] == ("passed", None)
    assert no_process_has("81.5")


def test_a_command_that_floods_is_an_error_and_the_next_check_goes_on(tiny, within):
    tiny.write(TWO.format(command="head -c 100000000 /dev/zero"))
    with within(20):
        found = causes(tiny.run())
    assert found["a"][0] == "error"
    assert "printed more than 1,000,000 bytes" in found["a"][1]
    assert found["b"][0] == "passed"


def test_a_check_that_hangs_costs_the_exercise_s_deadline(tiny, within):
    tiny.write("import time\ndef test_a(): pass\ndef test_b(): time.sleep(60)\ndef test_c(): pass", seconds=4)
    with within(4):
        attempt = tiny.run()
    assert isinstance(attempt.error, HostTimeout)
    assert "--patience" in attempt.error.next_step
    assert [v.check for v in attempt.verdicts] == ["a"]


def test_a_check_that_will_not_be_stopped_is_killed(tiny, within, no_process_has):
    tiny.write(
        """
        import signal, time
        def test_a(host):
            host.run("sleep 82.5 & true")
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            while True: time.sleep(1)
        """,
        seconds=1.5,
    )
    with within(1.5):
        assert isinstance(tiny.run().error, HostTimeout)


def test_a_command_does_not_outlive_the_exercise(tiny, within, no_process_has):
    tiny.write("def test_a(host): host.run('sleep 83.5; sleep 83.5')", seconds=2, check_seconds=30)
    with within(2):
        attempt = tiny.run()
    assert attempt.error is not None or attempt.verdicts[0].status == "error"
    assert no_process_has("83.5", 3)


def test_a_shell_that_is_killed_midway_makes_errors_at_once(tiny, within):
    tiny.write("""
        import os
        def test_a(session): pass
        def test_b(host, session): host.run("kill -9 %s; sleep 1", str(session._host._host._host._shell._process.pid))
        def test_c(host): host.run("true")
        """)
    with within(3):
        found = causes(tiny.run())
    assert (found["a"][0], found["b"][0], found["c"][0]) == ("passed", "error", "error")
    assert found["b"][1] == found["c"][1]
    assert "was lost" in found["b"][1]


def test_a_process_that_dies_is_a_broken_check(tiny):
    tiny.write("import os, signal\ndef test_a(): pass\ndef test_b(): os.kill(os.getpid(), signal.SIGKILL)")
    attempt = tiny.run()
    assert isinstance(attempt.error, CheckBroken)
    assert [v.check for v in attempt.verdicts] == ["a"]


def test_a_process_that_leaves_early_is_a_broken_check(tiny):
    tiny.write("import os\ndef test_a(): os._exit(0)")
    assert isinstance(tiny.run().error, CheckBroken)


def test_a_host_that_sends_all_it_may_is_an_error_of_that_visit(tiny, monkeypatch, engine):
    monkeypatch.setattr(Budget.__init__, "__defaults__", (6_000_000,))
    flood = b"[" + b'{"Id":"x"},' * 100_000 + b"{}]"
    lists = ("/containers/json", "/images/json", "/networks", "/volumes", "/info", "/events")
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine(dict.fromkeys(lists, flood))}")
    tiny.write("def test_a(docker):\n    for _ in range(50): docker.images.list(name=str(_))", seconds=30)
    attempt = tiny.run()
    assert [str(one.status) for one in attempt.verdicts] == ["error"]
    assert "take more than 6 MB" in attempt.verdicts[0].cause
    assert sum(len(raw(fact.body)) for fact in attempt.evidence.facts) < 6_000_000


@pytest.mark.parametrize("allowed", [True, False])
def test_an_engine_on_another_machine_is_asked_only_where_that_is_allowed(tiny, monkeypatch, allowed):
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1.nip.invalid:2375")
    tiny.write("def test_a(): pass")
    attempt = tiny.run(remote_engines=allowed)
    assert attempt.evidence.manifest.host.engine_elsewhere == "tcp://127.0.0.1.nip.invalid:2375"
    if allowed:
        assert [str(one.status) for one in attempt.verdicts] == ["passed"]
    else:
        assert "uses a Docker Engine on another machine: tcp://127.0.0.1.nip.invalid:2375" in str(attempt.error)
        assert attempt.verdicts == []


def test_an_account_that_is_not_there_is_named(tiny):
    tiny.write("def test_a(): pass")
    attempt = tiny.run(account="no-such-student")
    assert isinstance(attempt.error, LoginRefused)
    assert "no-such-student" in attempt.error.problem
    assert "--account" in attempt.error.next_step


SILENT = "Host graded\n  HostName 127.0.0.1\n  Port {port}\n  UserKnownHostsFile /dev/null\n"


def test_a_silent_host_costs_its_deadline_and_leaves_nothing(tiny, tmp_path, serving, within, no_process_has):
    tiny.write("def test_a(): pass", seconds=1)
    config = tmp_path / "ssh_config"
    config.write_text(SILENT.format(port=serving(lambda _: time.sleep(60), tcp=True)))
    with within(1):
        attempt = tiny.run("ssh://graded", config)
    assert isinstance(attempt.error, HostTimeout)
    assert attempt.verdicts == []
    assert no_process_has(str(config))


def test_a_silent_host_with_time_to_spare_is_unreachable(tiny, tmp_path, serving, within):
    tiny.write("def test_a(): pass", seconds=20)
    config = tmp_path / "ssh_config"
    config.write_text(SILENT.format(port=serving(lambda _: time.sleep(60), tcp=True)))
    with within(1):
        attempt = tiny.run("ssh://graded", config, connect_seconds=1)
    assert isinstance(attempt.error, HostTimeout)
    assert "ssh://graded" in attempt.error.problem


def test_a_host_that_dies_midway_makes_errors_at_once(tiny, sshd, within):
    server = sshd()
    kill = f"pkill -9 -f 'sshd: .*' -P {server._process.pid}"
    tiny.write(f"""
        def test_a(host): assert host.run("true").rc == 0
        def test_b(host): host.run("(sleep 0.3; {kill}) & sleep 5")
        def test_c(host): host.run("true")
        """)
    with within(5):
        found = causes(tiny.run("ssh://graded", server.config))
    assert [found[c][0] for c in "abc"] == ["passed", "error", "error"]
    assert "The connection to ssh://graded was lost" in found["b"][1]
    assert "The connection to ssh://graded was lost" in found["c"][1]


def test_a_host_that_freezes_costs_the_deadline(tiny, sshd, within):
    server = sshd()
    tiny.write(
        f"""
        def test_a(host): assert host.run("true").rc == 0
        def test_b(host): host.run("pkill -STOP -f 'sshd: .*' -P {server._process.pid}; sleep 1")
        """,
        seconds=3,
    )
    with within(3):
        attempt = tiny.run("ssh://graded", server.config)
    assert isinstance(attempt.error, HostTimeout) or causes(attempt)["b"][0] == "error"


def test_a_whole_exercise_over_ssh_is_one_login_and_leaves_nothing(tiny, sshd, engine, no_process_has):
    server = sshd(DOCKER_HOST=f"unix://{engine({'/containers/json': []})}")
    tiny.write("""
        def test_a(host): assert host.file("/etc/passwd").exists
        def test_b(docker): assert docker.containers.list() == []
        def test_c(host, docker): assert docker.ping() and host.user().name
        """)
    attempt = tiny.run("ssh://graded", server.config)
    assert [v.status for v in attempt.verdicts] == ["passed"] * 3
    assert server.logins == 1
    assert no_process_has(str(server.config))


ENGINES = {
    "silence": lambda _: time.sleep(60),
    "another protocol": lambda c: (c.recv(999), c.sendall(b"SSH-2.0-OpenSSH\r\n")),
    "broken JSON": lambda c: _always(c, b'{"ApiVersion": "1.4'),
    "no object": lambda c: _always(c, b"[1, 2]"),
    "a deep answer": lambda c: _always(c, b"[" * 100_000),
    "a wrong version": lambda c: _always(c, b'{"ApiVersion": "new"}'),
    "a wrong length": lambda c: _raw(c, b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nOK"),
    "endless chunks": lambda c: _raw(c, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 9000),
    "an endless answer": lambda c: _raw(c, b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 100_000),
    "drops": lambda c: _raw(c, b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", b"x", pause=0.2),
    "errors": lambda c: _raw(c, b"HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\n{}"),
    "nothing": lambda c: c.close(),
}


def _always(connection, body):
    """Answer the ping, then everything with this body."""
    while asked := connection.recv(65536):
        said = b"OK" if b"/_ping" in asked else body
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(said) + said)


def _raw(connection, head, more=b"", pause=0.0):
    connection.recv(65536)
    connection.sendall(head)
    while more:
        connection.sendall(more)
        time.sleep(pause)


@pytest.mark.parametrize("kind", ENGINES)
def test_an_engine_of_garbage_costs_its_deadline_and_is_an_error(tiny, serving, monkeypatch, tools, within, kind):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{serving(ENGINES[kind])}")
    monkeypatch.setenv("PATH", str(tools("sh", "id", "date", "uname", "grep", "tr", "timeout", "head")))
    tiny.write(
        """
        def test_a(docker): docker.containers.list()
        def test_b(docker): pass
        def test_c(host): assert host.run("echo c").rc == 0
        """,
        seconds=9,
        check_seconds=1,
    )
    with within(3):
        found = causes(tiny.run())
    assert (found["a"][0], found["b"][0], found["c"][0]) == ("error", "error", "passed")
    assert "→" in found["a"][1]


@pytest.mark.parametrize("body", [b"{", b"null", b'"x"', b"[" * 100_000, b'[{"Id": 7}]', b'[{"Id": "x"}'])
def test_a_garbled_list_is_an_error_not_a_failure(tiny, engine, monkeypatch, body):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({'/containers/json': body})}")
    tiny.write("""
        def test_a(docker):
            if not docker.containers.list(): fail("none")
        """)
    assert causes(tiny.run())["a"][0] == "error"


def test_an_engine_that_is_too_old_is_named(tiny, engine, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({}, version='1.18')}")
    tiny.write("def test_a(docker): pass")
    status, cause = causes(tiny.run())["a"]
    assert status == "error"
    assert "too old: it speaks API 1.18" in cause
    assert "Install Docker 20.10 or newer" in cause


LONG = """
import time
def test_a(host, session):
    session.on_exit("echo kept > {promise}")
    host.run("touch {ready}")
    {wait}
"""


@pytest.fixture
def long_check(tiny, tmp_path):
    """A started `grader check` whose check has made a promise on the host and goes on for long."""
    started = []

    def start(*words, wait="time.sleep(60)"):
        promise, ready = tmp_path / "promise", tmp_path / "ready"
        tiny.write(LONG.format(promise=promise, ready=ready, wait=wait), seconds=120, check_seconds=60)
        argv = [sys.executable, "-m", "grader", "check", "ex01", "--course", tiny.root, *words]
        child = subprocess.Popen(
            argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        started.append(child)
        until(ready.exists)
        return child, promise

    yield start
    for child in started:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def test_an_interrupt_keeps_promises_and_says_so(long_check, tiny, within, no_process_has):
    child, promise = long_check()
    child.send_signal(signal.SIGINT)
    with within(2):
        out, err = child.communicate(timeout=10)
    assert (child.returncode, out) == (130, "")
    assert err == "grader: interrupted.\n"
    until(promise.exists)
    assert no_process_has(str(tiny.root))


def test_an_interrupt_of_the_whole_group_does_the_same(long_check, tiny, within, no_process_has):
    child, promise = long_check()
    os.killpg(child.pid, signal.SIGINT)
    with within(2):
        _, err = child.communicate(timeout=10)
    assert child.returncode == 130
    assert err.endswith("grader: interrupted.\n")
    assert "Traceback" not in err
    until(promise.exists)
    assert no_process_has(str(tiny.root))


def test_an_interrupt_during_a_command_over_ssh_leaves_nothing(long_check, sshd, within, no_process_has):
    server = sshd()
    child, promise = long_check(
        "--host", "ssh://graded", "--ssh-config", server.config, wait='host.run("sleep 4; true")'
    )
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    with within(2):
        child.communicate(timeout=10)
    assert child.returncode == 130
    assert no_process_has(str(server.config))
    until(promise.exists)


@pytest.mark.parametrize("signalled", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_grader_killed_leaves_nothing_and_its_promises_are_kept(long_check, sshd, no_process_has, signalled):
    server = sshd()
    before = set(Path("/tmp").glob("grader-tmp-*"))
    child, promise = long_check("--host", "ssh://graded", "--ssh-config", server.config)
    [folder] = [one for one in set(Path("/tmp").glob("grader-tmp-*")) - before if _serves(one, server)]
    child.send_signal(signalled)
    child.wait(10)
    until(lambda: not folder.exists())
    until(promise.exists)
    assert no_process_has(str(server.config), 5)
    until(lambda: server.sessions() == [])


def test_an_error_crosses_processes_whole(tiny):
    tiny.write("def test_a(): pass")
    attempt = tiny.run("docker://no-such-container-anywhere")
    assert isinstance(attempt.error, GraderError)
    assert attempt.error.next_step


def test_an_unreachable_host_runs_no_check(tiny, tmp_path):
    (tmp_path / "c").write_text("Host graded\n  HostName no-such-host.invalid\n")
    tiny.write("def test_a(): pass")
    attempt = tiny.run("ssh://graded", tmp_path / "c")
    assert isinstance(attempt.error, HostUnreachable)
    assert attempt.verdicts == []


def _serves(folder, server):
    """Whether the sockets in a folder belong to a login at this sshd (other runs may have theirs)."""
    return any(f"-S {folder}/m" in words for words in _commands(str(server.config)))


def _commands(mark):
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
    return [words for words in found if mark in words]
