from pathlib import Path

import pytest

from grader.lab import state


def test_the_folder_follows_the_xdg_state_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_LAB_DIR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state.directory() == tmp_path / "grader/lab"


def test_without_it_the_folder_is_below_the_home_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_LAB_DIR", raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert state.directory() == tmp_path / ".local/state/grader/lab"


def test_what_was_remembered_comes_back(lab_directory: Path) -> None:
    state.remember("x.json", {"a": 1})
    assert state.remembered("x.json") == {"a": 1}


@pytest.mark.parametrize("text", ["", "{", "[1]"])
def test_an_invalid_file_counts_as_empty(lab_directory: Path, text: str) -> None:
    (state.directory() / "x.json").write_text(text)
    assert state.remembered("x.json") == {}


def test_a_failed_write_keeps_the_old_state_and_leaves_no_draft(
    lab_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state.remember("x.json", {"a": 1})

    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError):  # noqa: PT011 - the very error that was put in
        state.remember("x.json", {"a": 2})
    assert [one.name for one in lab_directory.iterdir()] == ["x.json"]
    assert state.remembered("x.json") == {"a": 1}
