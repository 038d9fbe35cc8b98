"""The grader installed from its wheel, away from its repository."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import grader
from grader.course.pack import Course

REPOSITORY = Path(grader.__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """installed(argument, …): the wheel's `grader` in a directory of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "-q", "--no-deps", "-w", folder, REPOSITORY], check=True, timeout=300)
    [wheel] = folder.glob("*.whl")
    site = folder / "site"
    subprocess.run([*pip, "install", "-q", "--no-deps", "--target", site, wheel], check=True, timeout=300)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(site), "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            [sys.executable, "-m", "grader", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    run.site = site
    return run


def test_it_has_the_built_in_course(installed):
    said = installed("list")
    assert said.returncode == 0
    assert all(name in said.stdout for name in Course.at(None).folders)


def test_it_shows_a_handout_in_korean(installed):
    assert "바인드 마운트" in installed("show", "ex05", "--lang", "ko").stdout


def test_it_grades_the_sample_class_and_writes_its_reports(installed, tmp_path):
    said = installed("demo", "--output", str(tmp_path / "demo"))
    assert said.returncode == 0, said.stderr
    assert (tmp_path / "demo" / "class.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_it_brings_the_recipes_of_the_lab(installed):
    assert (installed.site / "grader" / "lab" / "recipes").is_dir()
    assert (installed.site / "grader" / "py.typed").is_file()
