import os
import signal
from pathlib import Path

import pytest

from grader.hosts import tempdirs as rooms


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Rooms are made here, where there are none of other tests."""
    monkeypatch.setattr(rooms, "_PLACE", tmp_path)
    yield tmp_path
    rooms.leave_all()


@pytest.fixture
def neighbour():
    """Another process and its room."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(tell, str(rooms.room()).encode())
        signal.pause()
    yield child, Path(os.read(told, 4096).decode())
    os.close(told)
    os.close(tell)
    if not os.waitpid(child, os.WNOHANG)[0]:
        _kill(child)


def _kill(child):
    os.kill(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)


def test_rooms_are_left_with_all_that_is_in_them():
    first, second = rooms.room(), rooms.room()
    (first / "socket").touch()
    rooms.leave(first)
    assert (first.exists(), second.exists()) == (False, True)
    rooms.leave_all()
    assert not second.exists()


def test_a_forked_child_leaves_its_parents_rooms_alone():
    made = rooms.room()
    child = os.fork()
    if child == 0:
        rooms.leave_all()
        os._exit(0)
    os.waitpid(child, 0)
    assert made.exists()


def test_a_room_s_path_is_short_enough_for_ssh(monkeypatch):
    monkeypatch.undo()
    made = rooms.room()
    assert len(str(made)) < 30
    rooms.leave(made)


def test_the_room_of_a_living_process_stays(neighbour):
    _, theirs = neighbour
    rooms.room()
    assert theirs.exists()


def test_what_a_killed_process_left_goes_with_the_next_room(neighbour):
    child, theirs = neighbour
    (theirs / "socket").touch()
    _kill(child)
    assert theirs.exists()
    rooms.room()
    assert not theirs.exists()


def test_a_room_of_one_s_own_is_not_taken_for_abandoned():
    first, second = rooms.room(), rooms.room()
    assert (first.exists(), second.exists()) == (True, True)


def test_what_is_another_users_stays(place, monkeypatch):
    theirs = place / "grader-room-theirs"
    theirs.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: theirs.stat().st_uid + 1)
    rooms.room()
    assert theirs.exists()


def test_a_link_is_not_followed(place):
    (place / "precious").mkdir()
    (place / "grader-room-link").symlink_to(place / "precious")
    rooms.room()
    assert (place / "precious").exists()


def test_a_room_that_was_taken_for_abandoned_before_it_was_locked_is_made_anew(place, monkeypatch):
    make, tries = rooms.tempfile.mkdtemp, []

    def taken_at_first(**wishes):
        made = make(**wishes)
        tries.append(made)
        if len(tries) == 1:
            Path(made).rmdir()
        return made

    monkeypatch.setattr(rooms.tempfile, "mkdtemp", taken_at_first)
    assert str(rooms.room()) == tries[1]
