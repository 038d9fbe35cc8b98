"""The zygote's process that is started before its work is known."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from grader.checking import fork_server as zygote
from grader.checking import prefork as ahead
from grader.checking.fork_server import Zygote
from grader.checking.forked import Forked
from grader.cli import main


@pytest.fixture(autouse=True)
def _nothing_left():
    ahead.dismiss()
    yield
    ahead.dismiss()


@pytest.fixture
def alone(monkeypatch):
    """As in a command that has just begun; threads of other tests may idle here."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def test_the_zygote_takes_the_process_that_was_started_ahead(tiny):
    tiny.write("def test_a(): pass")
    ahead.start()
    waiting = ahead._waiting[0].process.pid
    zygote = Zygote([tiny.course.exercise("ex01")])
    assert zygote._process.pid == waiting
    zygote.close()


@pytest.mark.usefixtures("alone")
def test_what_both_need_is_loaded_once_where_nothing_else_runs_yet():
    ahead.start()
    [line] = ahead._waiting
    assert isinstance(line.process, Forked)


def test_a_process_with_threads_starts_one_of_its_own():
    over = threading.Event()
    threading.Thread(target=over.wait).start()
    try:
        ahead.start()
    finally:
        over.set()
    [line] = ahead._waiting
    assert isinstance(line.process, subprocess.Popen)


@pytest.mark.usefixtures("alone")
def test_one_that_is_forked_is_apart_from_the_terminal():
    ahead.start()
    pid = ahead._waiting[0].process.pid
    until = time.monotonic() + 10
    while os.getsid(pid) != pid and time.monotonic() < until:
        time.sleep(0.01)
    assert os.getsid(pid) == pid
    assert Path(f"/proc/{pid}/fd/0").readlink() == Path(os.devnull)


@pytest.mark.usefixtures("alone")
def test_one_that_does_not_end_is_waited_for_no_longer_than_asked():
    ahead.start()
    process = ahead._waiting[0].process
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.05)
    assert process.poll() is None


@pytest.mark.usefixtures("alone")
def test_one_may_end_where_nobody_is_told_of_children_s_ends():
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        ahead.start()
        process = ahead._waiting[0].process
        ahead.dismiss()
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert process.returncode is not None


@pytest.mark.usefixtures("alone")
def test_ctrl_c_finds_this_process_afterwards():
    ahead.start()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.usefixtures("alone")
def test_why_one_broke_is_shown(monkeypatch, capfd):
    monkeypatch.setattr(zygote, "main", lambda _: 1 / 0)
    ahead.start()
    line = ahead.taken()
    line.socket.close()
    assert line.process.wait(10) == 1
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_only_one_is_started_ahead():
    ahead.start()
    ahead.start()
    assert len(ahead._waiting) == 1


def test_one_that_nobody_took_is_ended():
    ahead.start()
    process = ahead._waiting[0].process
    ahead.dismiss()
    assert process.returncode is not None


def test_one_whose_parent_is_gone_before_there_is_work_goes_quietly(capfd):
    ahead.start()
    line = ahead.taken()
    line.socket.close()
    assert line.process.wait(30) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "started"),
    [(["class.yml"], 1), (["--help"], 0), (["--check", "class.yml"], 0), (["--scheduler=tcp://127.0.0.1:1"], 0)],
)
def test_it_is_started_for_a_command_that_will_need_it(monkeypatch, tmp_path, capsys, words, started):
    monkeypatch.chdir(tmp_path)
    starts = []
    monkeypatch.setattr(ahead, "start", lambda: starts.append(1))
    main.run(["grade", *words])
    capsys.readouterr()
    assert len(starts) == started


def test_ctrl_c_while_it_is_started_is_an_interruption(monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(ahead, "start", interrupted)
    assert main.run(["grade"]) == main.INTERRUPTED
    assert capsys.readouterr().err == "grader: interrupted.\n"
