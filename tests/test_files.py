import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader import files
from grader.files import atomic_file, make_file, make_folder, write_file


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_new_folders_are_for_their_owner_only(tmp_path):
    make_folder(tmp_path / "a" / "b")
    assert [_mode(tmp_path / "a"), _mode(tmp_path / "a" / "b")] == [0o700, 0o700]


def test_an_existing_folder_is_left_unchanged(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a").chmod(0o750)
    make_folder(tmp_path / "a" / "b")
    assert _mode(tmp_path / "a") == 0o750


def test_a_file_is_for_its_owner_only(tmp_path):
    make_file(tmp_path / "a", b"x")
    assert _mode(tmp_path / "a") == 0o600
    assert (tmp_path / "a").read_bytes() == b"x"


def test_an_existing_file_is_never_replaced(tmp_path):
    make_file(tmp_path / "a", b"x")
    with pytest.raises(FileExistsError):
        make_file(tmp_path / "a", b"y")
    assert (tmp_path / "a").read_bytes() == b"x"


def test_a_file_is_written_with_its_folder(tmp_path):
    write_file(tmp_path / "a" / "b.html", "한국어\n")
    assert (tmp_path / "a" / "b.html").read_text(encoding="utf-8") == "한국어\n"
    assert os.listdir(tmp_path / "a") == ["b.html"]  # noqa: PTH208


def test_bytes_are_written_unchanged(tmp_path):
    write_file(tmp_path / "b.xml", b"\r\n\xff")
    assert (tmp_path / "b.xml").read_bytes() == b"\r\n\xff"


def test_a_file_and_its_folders_are_for_their_owner_only(tmp_path):
    write_file(tmp_path / "a" / "b" / "ours", "")
    modes = [stat.S_IMODE((tmp_path / path).stat().st_mode) for path in ("a", "a/b", "a/b/ours")]
    assert modes == [0o700, 0o700, 0o600]


def test_an_existing_folder_keeps_its_permissions(tmp_path):
    (tmp_path / "shared").mkdir(mode=0o755)
    write_file(tmp_path / "shared" / "ours", "")
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o755


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    path = tmp_path / "report"
    write_file(path, "old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_pipe_is_written_to(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, "through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)


def test_a_block_that_fails_leaves_the_old_file_and_no_draft(tmp_path):
    path = tmp_path / "evidence"
    write_file(path, "old")
    with pytest.raises(KeyboardInterrupt), atomic_file(path) as file:  # noqa: PT012  the block is what is tested
        file.write(b"new")
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_must_not_be_replaced_is_written_once(tmp_path):
    path = tmp_path / "key"
    write_file(path, "first", replace=False)
    with pytest.raises(FileExistsError):
        write_file(path, "second", replace=False)
    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("durable", [True, False])
def test_a_durable_file_is_synced_with_its_folder(tmp_path, monkeypatch, durable, replace):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    write_file(tmp_path / "file", "x", durable=durable, replace=replace)
    assert synced == ([(tmp_path / "file").stat().st_ino, tmp_path.stat().st_ino] if durable else [])


@pytest.fixture
def no_links(monkeypatch):
    """As on exFAT and on many SMB shares."""

    def refused(*_args, **_more):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)


@pytest.mark.usefixtures("no_links")
def test_a_file_is_written_once_where_there_are_no_hard_links(tmp_path):
    write_file(tmp_path / "key", "first", replace=False)
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "key", "second", replace=False)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("key", "first")]


@pytest.mark.usefixtures("no_links")
def test_of_many_writers_without_hard_links_the_first_wins(tmp_path):
    def write(number):
        try:
            write_file(tmp_path / "key", str(number) * 1000, replace=False)
        except FileExistsError:
            return None
        return str(number) * 1000

    with ThreadPoolExecutor(8) as pool:
        won = [one for one in pool.map(write, range(16)) if one]
    assert won == [(tmp_path / "key").read_text()]
    assert [one.name for one in tmp_path.iterdir()] == ["key"]


@pytest.mark.usefixtures("no_links")
def test_what_a_killed_writer_claimed_is_written_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_CLAIM_SECONDS", 0.1)
    (tmp_path / "key.lock").touch()
    write_file(tmp_path / "key", "x", replace=False)
    assert [one.name for one in tmp_path.iterdir()] == ["key"]


def test_another_fault_of_a_link_is_raised(tmp_path, monkeypatch):
    def full(*_args, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    with pytest.raises(OSError, match="No space"):
        write_file(tmp_path / "key", "x", replace=False)
    assert list(tmp_path.iterdir()) == []
