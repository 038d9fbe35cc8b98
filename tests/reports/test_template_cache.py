"""Templates are compiled once, and never by what somebody else may have written."""

import os
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from grader.reports.template_cache import compiled


@pytest.fixture(autouse=True)
def cache_home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def rendered() -> str:
    return (
        Environment(loader=DictLoader({"a": "{{ 1 + 1 }}"}), bytecode_cache=compiled(), autoescape=True)
        .get_template("a")
        .render()
    )


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_template_is_compiled_once(cache_home, monkeypatch):
    assert rendered() == "2"
    assert len(kept(cache_home)) == 1
    monkeypatch.setattr(Environment, "compile", None)
    assert rendered() == "2"


def test_what_is_kept_is_for_its_owner_only(cache_home):
    rendered()
    assert {path.stat().st_mode & 0o077 for path in cache_home.rglob("*")} == {0}


def test_a_damaged_file_is_made_anew(cache_home):
    rendered()
    kept(cache_home)[0].write_bytes(b"no bytecode")
    assert rendered() == "2"


def test_a_folder_that_others_can_write_to_is_not_used(cache_home):
    rendered()
    kept(cache_home)[0].parent.chmod(0o777)
    assert compiled() is None


def test_a_folder_of_somebody_else_is_not_used(cache_home, monkeypatch):
    cache_home.mkdir()
    monkeypatch.setattr(os, "getuid", lambda: cache_home.stat().st_uid + 1)
    assert compiled() is None
    assert kept(cache_home) == []


def test_without_a_place_for_it_pages_are_made_all_the_same(cache_home):
    cache_home.write_text("no folder")
    assert compiled() is None
    assert rendered() == "2"


def test_a_full_disk_costs_no_page(cache_home, monkeypatch):
    monkeypatch.setattr("tempfile.NamedTemporaryFile", _full)
    assert rendered() == "2"
    assert kept(cache_home) == []


def _full(**_: object) -> None:
    raise OSError(28, "No space left on device")
