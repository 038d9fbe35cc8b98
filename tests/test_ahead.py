"""The zygote's process that is started before its work is known."""

import pytest

from grader import ahead
from grader.checking.zygote import Zygote
from grader.cli import main


@pytest.fixture(autouse=True)
def _nothing_left():
    ahead.dismiss()
    yield
    ahead.dismiss()


def test_the_zygote_takes_the_process_that_was_started_ahead(tiny):
    tiny.write("def test_a(): pass")
    ahead.start()
    waiting = ahead._waiting[0].process.pid
    zygote = Zygote([tiny.course.exercise("ex01")])
    assert zygote._process.pid == waiting
    zygote.close()


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
