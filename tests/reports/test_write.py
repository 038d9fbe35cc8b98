import os
import stat

import pytest

from grader.reports.write import write_file


def test_a_file_is_written_with_its_folder(tmp_path):
    write_file(tmp_path / "a" / "b.html", "한국어\n")
    assert (tmp_path / "a" / "b.html").read_text(encoding="utf-8") == "한국어\n"
    assert os.listdir(tmp_path / "a") == ["b.html"]  # noqa: PTH208


def test_bytes_are_written_as_they_are(tmp_path):
    write_file(tmp_path / "b.xml", b"\r\n\xff")
    assert (tmp_path / "b.xml").read_bytes() == b"\r\n\xff"


def test_a_file_and_its_folders_are_for_their_owner_only(tmp_path):
    write_file(tmp_path / "a" / "b" / "ours", "")
    modes = [stat.S_IMODE((tmp_path / path).stat().st_mode) for path in ("a", "a/b", "a/b/ours")]
    assert modes == [0o700, 0o700, 0o600]


def test_a_folder_that_is_there_keeps_its_rights(tmp_path):
    (tmp_path / "shared").mkdir(mode=0o755)
    write_file(tmp_path / "shared" / "ours", "")
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o755


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    path = tmp_path / "report"
    write_file(path, "old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
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
