"""The fork server's process that is started before its suites are known."""

import os
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from grader.checking import prefork
from grader.checking.fork_client import ForkServer
from grader.checking.fork_server import serve
from grader.checking.forked import ForkedProcess
from grader.cli import main
from tests.support.processes import until


@pytest.fixture
def alone(monkeypatch):
    """As in a command that has just begun; threads of other tests may idle here."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.fixture
def forked():
    """forked(serve): a process that was forked, or started, ahead of its work."""
    made = []

    def make(body=serve):
        made.append(prefork.fork(body))
        return made[-1]

    yield make
    for one in made:
        one.discard()


def test_a_fork_server_uses_the_process_that_was_started_ahead(tiny, forked):
    tiny.write("def test_a(): pass")
    started = forked()
    server = ForkServer([tiny.course.exercise("ex01")], started=started)
    assert server._process.pid == started.process.pid
    server.close()


@pytest.mark.usefixtures("alone")
def test_what_both_need_is_loaded_once_where_nothing_else_runs_yet(forked):
    assert isinstance(forked().process, ForkedProcess)


def test_a_process_with_threads_starts_one_of_its_own(forked):
    over = threading.Event()
    threading.Thread(target=over.wait).start()
    try:
        started = forked()
    finally:
        over.set()
    assert isinstance(started.process, subprocess.Popen)


@pytest.mark.usefixtures("alone")
def test_one_that_is_forked_is_apart_from_the_terminal(forked):
    pid = forked().process.pid
    until(lambda: os.getsid(pid) == pid)
    until(lambda: Path(f"/proc/{pid}/fd/0").readlink() == Path(os.devnull))


@pytest.mark.usefixtures("alone")
def test_one_that_does_not_end_is_waited_for_no_longer_than_asked(forked):
    process = forked().process
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.05)
    assert process.poll() is None


@pytest.mark.usefixtures("alone")
def test_one_may_end_where_nobody_is_told_of_children_s_ends(forked):
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        started = forked()
        started.discard()
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert started.process.returncode is not None


@pytest.mark.usefixtures("alone")
def test_ctrl_c_finds_this_process_afterwards(forked):
    forked()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.usefixtures("alone")
def test_why_one_broke_is_shown(forked, capfd):
    started = forked(lambda _: 1 / 0)
    assert started.process.wait(10) == 1
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_one_that_nobody_claimed_is_ended(forked):
    started = forked()
    started.discard()
    assert started.process.returncode is not None


def test_one_that_was_claimed_is_left_alone(forked):
    started = forked()
    started.claim()
    started.discard()
    assert started.process.poll() is None
    started.channel.close()
    started.process.wait(30)


@pytest.mark.parametrize("alone", [True, False])
def test_one_whose_parent_is_gone_before_there_is_work_goes_quietly(forked, monkeypatch, capfd, alone):
    monkeypatch.setattr(threading, "active_count", lambda: 1 if alone else 2)
    started = forked()
    started.claim()
    started.channel.close()
    assert started.process.wait(30) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "started"),
    [(["class.yml"], 1), (["--help"], 0), (["--check", "class.yml"], 0), (["--scheduler=tcp://127.0.0.1:1"], 0)],
)
def test_it_is_started_for_a_command_that_will_need_it(monkeypatch, tmp_path, capsys, words, started):
    monkeypatch.chdir(tmp_path)
    starts = []
    monkeypatch.setattr(prefork, "fork", lambda _: starts.append(1))
    main.run(["grade", *words])
    capsys.readouterr()
    assert len(starts) == started


@pytest.mark.parametrize(("error", "code"), [(None, 2), (KeyboardInterrupt, main.INTERRUPTED), (ZeroDivisionError, 3)])
def test_however_a_command_ends_that_does_not_claim_it_it_is_ended(monkeypatch, tmp_path, capsys, forked, error, code):
    def broken(*_):
        raise error

    started = forked()
    monkeypatch.setattr(prefork, "fork", lambda _: started)
    if error is not None:
        monkeypatch.setattr("grader.cli.grade.read_class", broken)
    assert main.run(["grade", str(tmp_path / "class.yml")]) == code
    assert started.process.returncode is not None


def test_ctrl_c_while_it_is_started_is_an_interruption(monkeypatch, capsys):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(prefork, "fork", interrupted)
    assert main.run(["grade"]) == main.INTERRUPTED
    assert capsys.readouterr().err == "grader: interrupted.\n"
