import os
import signal
from pathlib import Path

import pytest

from grader.hosts import tempdirs


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Folders are made here, where there are none of other tests."""
    monkeypatch.setattr(tempdirs, "_PARENT", tmp_path)
    yield tmp_path
    tempdirs.remove_all()


@pytest.fixture
def neighbour():
    """Another process and its folder."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(tell, str(tempdirs.create()).encode())
        signal.pause()
    yield child, Path(os.read(told, 4096).decode())
    os.close(told)
    os.close(tell)
    if not os.waitpid(child, os.WNOHANG)[0]:
        _kill(child)


def _kill(child):
    os.kill(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)


def test_folders_are_removed_with_all_that_is_in_them():
    first, second = tempdirs.create(), tempdirs.create()
    (first / "socket").touch()
    tempdirs.remove(first)
    assert (first.exists(), second.exists()) == (False, True)
    tempdirs.remove_all()
    assert not second.exists()


def test_a_forked_child_leaves_its_parents_folders_alone():
    made = tempdirs.create()
    child = os.fork()
    if child == 0:
        tempdirs.remove_all()
        os._exit(0)
    os.waitpid(child, 0)
    assert made.exists()


def test_a_folders_path_is_short_enough_for_ssh(monkeypatch):
    monkeypatch.undo()
    made = tempdirs.create()
    assert len(str(made)) < 30
    tempdirs.remove(made)


def test_the_folder_of_a_living_process_stays(neighbour):
    _, theirs = neighbour
    tempdirs.create()
    assert theirs.exists()


def test_the_next_folder_removes_what_a_killed_process_left(neighbour):
    child, theirs = neighbour
    (theirs / "socket").touch()
    _kill(child)
    assert theirs.exists()
    tempdirs.create()
    assert not theirs.exists()


def test_a_processs_own_folder_is_not_taken_for_abandoned():
    first, second = tempdirs.create(), tempdirs.create()
    assert (first.exists(), second.exists()) == (True, True)


def test_folders_of_another_user_stay(place, monkeypatch):
    theirs = place / "grader-tmp-theirs"
    theirs.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: theirs.stat().st_uid + 1)
    tempdirs.create()
    assert theirs.exists()


def test_a_link_is_not_followed(place):
    (place / "precious").mkdir()
    (place / "grader-tmp-link").symlink_to(place / "precious")
    tempdirs.create()
    assert (place / "precious").exists()


def test_a_folder_removed_before_it_was_locked_is_made_again(place, monkeypatch):
    make, tries = tempdirs.tempfile.mkdtemp, []

    def taken_at_first(**wishes):
        made = make(**wishes)
        tries.append(made)
        if len(tries) == 1:
            Path(made).rmdir()
        return made

    monkeypatch.setattr(tempdirs.tempfile, "mkdtemp", taken_at_first)
    assert str(tempdirs.create()) == tries[1]
