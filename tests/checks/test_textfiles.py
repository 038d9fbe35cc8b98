"""Files of the student's, read on a real host."""

import os

import pytest

from grader.checks.conclusion import Concluded
from grader.checks.textfiles import LARGEST_FILE, text_file


@pytest.fixture
def session(visit):
    return visit()


def test_a_file_has_its_text_its_size_and_the_time_of_its_last_change(session, tmp_path):
    path = tmp_path / "it's a file.txt"
    path.write_text("hello\n  world \n\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    file = text_file(session, str(path))
    assert (file.lines, file.size, file.changed) == (["hello", "world"], 16, 1_700_000_000)


def test_what_a_terminal_needs_is_not_part_of_the_text(session, tmp_path):
    path = tmp_path / "stats.txt"
    path.write_bytes(b"\x1b[2J\x1b[HNAME\x1b[K\r\n\x1b[1mos4\x1b[0m 0.5%\xff\r\n")
    assert text_file(session, str(path)).lines == ["NAME", "os4 0.5%\N{REPLACEMENT CHARACTER}"]


def test_the_mark_that_some_editors_put_first_is_not_part_of_the_text(session, tmp_path):
    path = tmp_path / "top.txt"
    path.write_bytes(b"\xef\xbb\xbfPID CMD\r\n")
    assert text_file(session, str(path)).lines == ["PID CMD"]


def test_of_a_large_file_the_beginning_is_read(session, tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"x" * (LARGEST_FILE + 10))
    file = text_file(session, str(path))
    assert (len(file.raw), file.size) == (LARGEST_FILE, LARGEST_FILE + 10)


def test_a_link_to_a_file_is_that_file(session, tmp_path):
    (tmp_path / "a").write_text("here\n")
    (tmp_path / "b").symlink_to("a")
    assert text_file(session, str(tmp_path / "b")).lines == ["here"]


def conclusion(session, path):
    with pytest.raises(Concluded) as found:
        text_file(session, str(path))
    return found.value


def test_a_missing_file_fails_the_check_and_names_the_one_that_was_meant(session, tmp_path):
    (tmp_path / "Stats.txt").write_text("x")
    end = conclusion(session, tmp_path / "stats.txt")
    assert (end.reason, end.values["near_file"]) == ("missing", "Stats.txt")


def test_a_folder_and_an_empty_file_fail_the_check(session, tmp_path):
    (tmp_path / "empty").touch()
    assert conclusion(session, tmp_path / "empty").reason == "empty"
    end = conclusion(session, tmp_path)
    assert (end.reason, end.seen[0]) == ("no-file", "d")
