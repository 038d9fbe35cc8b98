import stat

import pytest

from grader.files import make_file, make_folder


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_every_folder_that_is_made_is_for_its_owner_only(tmp_path):
    make_folder(tmp_path / "a" / "b")
    assert [_mode(tmp_path / "a"), _mode(tmp_path / "a" / "b")] == [0o700, 0o700]


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a").chmod(0o750)
    make_folder(tmp_path / "a" / "b")
    assert _mode(tmp_path / "a") == 0o750


def test_a_file_is_for_its_owner_only(tmp_path):
    make_file(tmp_path / "a", b"x")
    assert _mode(tmp_path / "a") == 0o600
    assert (tmp_path / "a").read_bytes() == b"x"


def test_a_file_that_is_there_is_never_replaced(tmp_path):
    make_file(tmp_path / "a", b"x")
    with pytest.raises(FileExistsError):
        make_file(tmp_path / "a", b"y")
    assert (tmp_path / "a").read_bytes() == b"x"
