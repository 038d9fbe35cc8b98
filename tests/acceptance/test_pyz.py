"""`grader.pyz`: the whole grader in one file, started by whatever Python a student has."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.course.bundle import write_bundle
from grader.course.pack import Course
from grader.records.hashes import suite_hash
from tests.support import ROOT

OLD = sorted(Path.home().glob(".pyenv/versions/*/bin/python"))
OLD = [path for path in OLD if re.match(r"2\.7|3\.(6|10)\.", path.parts[-3])]


@pytest.fixture(scope="module")
def pyz(build, tmp_path_factory):
    """A file with the grader alone; what it depends on is where this Python has it."""
    folder = tmp_path_factory.mktemp("pyz")
    for name in ("grader", "exercises", "rubrics", "reports"):
        course = "" if name == "grader" else "grader/_course"
        shutil.copytree(ROOT / name, folder / "site" / course / name)
    build.pack([folder / "site"], folder / "grader.pyz")
    return folder / "grader.pyz"


@pytest.fixture
def start(pyz, tmp_path):
    """start("list", python=…): run it with a Python and with nothing else on the PATH."""

    def run(*words, python=sys.executable, file=pyz, **environment):
        packages = os.pathsep.join(one for one in sys.path if one.endswith("site-packages"))
        defaults = {"PYTHONPATH": packages, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": "/nonexistent"}
        return subprocess.run(
            [python, file, *words],
            cwd=tmp_path,
            env={**defaults, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_it_has_the_built_in_course(start):
    done = start("list")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in done.stdout for name in Course.at(None).folders)


def test_it_is_unpacked_once(start, tmp_path):
    assert start("--version").returncode == 0
    [folder] = (tmp_path / "cache/grader").iterdir()
    (folder / "mark").touch()
    assert start("--version").returncode == 0
    assert (folder / "mark").exists()


def test_it_is_unpacked_again_after_its_python_has_moved(start, tmp_path):
    assert start("--version").returncode == 0
    [folder] = (tmp_path / "cache/grader").iterdir()
    (folder / "bin/python").unlink()
    (folder / "bin/python").symlink_to("/nonexistent/python3")
    assert start("--version").stdout.startswith("grader ")
    assert list((tmp_path / "cache/grader").iterdir()) == [folder]


def test_versions_of_last_month_are_removed(start, tmp_path):
    cache = tmp_path / "cache/grader"
    for name, days in {"0f-3.11": 40, "1f-3.11": 3, "courses": 40}.items():
        (cache / name).mkdir(parents=True)
        os.utime(cache / name, (time.time() - days * 86400,) * 2)
    assert start("--version").returncode == 0
    assert {"1f-3.11", "courses"} < {path.name for path in cache.iterdir()}
    assert not (cache / "0f-3.11").exists()


@pytest.mark.skipif(not OLD, reason="no old Python on this machine")
@pytest.mark.parametrize("python", OLD, ids=lambda path: path.parts[-3])
def test_a_python_that_is_too_old_is_told_in_one_sentence(start, python):
    done = start("list", python=python, PYTHONPATH="")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == (
        f"grader: grader needs Python 3.11 to 3.14; this is Python {python.parts[-3]}, and no other was found."
    )
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.skipif(not OLD, reason="no old Python on this machine")
def test_the_sentence_is_korean_where_the_user_is(start):
    assert "Python 3.11~3.14" in start("list", python=OLD[0], LC_ALL="ko_KR.UTF-8").stderr


@pytest.mark.skipif(not OLD, reason="no old Python on this machine")
def test_an_old_python_hands_over_to_a_newer_one_on_the_path(start, tmp_path):
    (tmp_path / f"python3.{sys.version_info.minor}").symlink_to(sys.executable)
    done = start("--version", python=OLD[0], PATH=str(tmp_path))
    assert done.stdout.startswith("grader ")


@pytest.mark.skipif(not OLD, reason="no old Python on this machine")
def test_the_name_of_a_python_that_does_not_run_is_passed_over(start, tmp_path):
    (tmp_path / "python3.14").write_text("#!/bin/sh\nexit 127\n")
    (tmp_path / "python3.14").chmod(0o755)
    assert "no other was found" in start("list", python=OLD[0], PATH=str(tmp_path)).stderr


def test_another_kind_of_machine_is_told_what_to_install(build, start, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "MACHINE", "m68k")
    build.pack([], tmp_path / "grader.pyz")
    done = start("list", file=tmp_path / "grader.pyz")
    assert done.returncode == 2
    assert "is for Linux on m68k, not for Linux on" in done.stderr
    assert "pipx install" in done.stderr


def test_a_cache_that_cannot_be_written_is_named(start):
    done = start("list", XDG_CACHE_HOME="/dev/null/cache")
    assert done.returncode == 3
    assert "cannot be unpacked to /dev/null/cache/grader/" in done.stderr
    assert "→" in done.stderr


def test_the_bundle_of_the_built_in_course_is_that_course_without_solutions(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_bundle(ROOT, tmp_path / "course.zip")
    course = Course.at(tmp_path / "course.zip")
    assert list(course.folders) == list(Course.at(None).folders)
    assert [suite_hash(one) for one in course.exercises()] == [suite_hash(one) for one in Course.at(None).exercises()]
    assert [path for name in ("solution.sh", "mistakes", "accept") for path in course.root.rglob(name)] == []
