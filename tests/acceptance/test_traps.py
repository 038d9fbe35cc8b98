"""Nothing in the current folder is run: it may be full of students' files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.class_folder import ClassFolder
from tests.support.recorded_class import RecordedClass

GRADER = Path(sys.executable).parent / "grader"
MODULES = (
    *("docker", "yaml", "pytest", "conftest", "sitecustomize", "usercustomize", "typer", "rich", "trap", "test_trap"),
    *("pickle", "signal", "socket", "struct", "subprocess", "selectors", "threading", "zipfile", "paramiko"),
)
PACKAGES = ("grader", "multiprocessing", "concurrent", "sqlalchemy", "_pytest", "distributed")
PROGRAMS = ("ssh", "docker", "sh", "bash", "id", "stat", "curl", "git", "python3")
SETTINGS = {
    "pytest.ini": "[pytest]\naddopts = -p trap\n",
    "tox.ini": "[pytest]\naddopts = -p trap\n",
    "setup.cfg": "[tool:pytest]\naddopts = -p trap\n[metadata]\nname = x\n",
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-p trap"\n[tool.alembic]\nprepend_sys_path = ["."]\n',
    "alembic.ini": "[alembic]\nprepend_sys_path = .\n",
}


class Traps:
    """A folder in which every file that is run says so in `sprung`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "traps"
        self.folder.mkdir()
        self.sprung = folder / "sprung"
        spring = f"open({str(self.sprung)!r}, 'a').write(__file__ + '\\n')\n"
        for name in MODULES:
            (self.folder / f"{name}.py").write_text(spring)
        for name in PACKAGES:
            (self.folder / name).mkdir()
            (self.folder / name / "__init__.py").write_text(spring)
        for name in PROGRAMS:
            (self.folder / name).write_text(f"#!/bin/sh\necho \"$0\" >>'{self.sprung}'\nexit 1\n")
            (self.folder / name).chmod(0o755)
        for name, text in SETTINGS.items():
            (self.folder / name).write_text(text)

    def run(self, *words: object, **environment: str) -> subprocess.CompletedProcess:
        """Run the command there, and find no trap sprung."""
        path = f".::{os.environ['PATH']}:bin"
        done = subprocess.run(
            [str(GRADER), *map(str, words)],
            cwd=self.folder,
            env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert not self.sprung.exists(), self.sprung.read_text()
        assert "bug in grader" not in done.stderr, done.stderr
        return done


@pytest.fixture
def traps(tmp_path):
    return Traps(tmp_path)


@pytest.mark.parametrize("host", ["local:", "docker://nobody", "ssh://127.0.0.1:1"])
def test_a_check_runs_nothing_of_the_current_folder(traps, tiny, host):
    tiny.write("def test_a(host): assert host.run('id').rc == 0")
    account = ["--account", "root"] if host == "local:" else []
    words = ["check", "ex01", "--course", tiny.root, "--host", host, *account]
    assert traps.run(*words, DOCKER_HOST="unix:///nobody").returncode == (0 if host == "local:" else 3)


def test_nor_does_a_class_run_a_regrade_or_what_is_read_afterwards(traps, tmp_path):
    found = RecordedClass(tmp_path / "class")
    assert traps.run("grade", found.path, "--quiet").returncode == 0
    for words in (
        ("regrade", found.path, "--why", "again", "--by", "prof"),
        ("explain", found.path, "20260001", "ex05"),
        ("verify", found.path),
        ("report", found.path),
        ("similarity", found.path),
    ):
        assert traps.run(*words).returncode in {0, 1}, words


def test_nor_do_the_hosts_of_a_class(traps, tmp_path, tiny):
    found = ClassFolder(tmp_path / "class", tiny)
    found.folder.mkdir()
    found.write(2)
    assert traps.run("grade", found.path, "--quiet").returncode == 0


def test_nor_does_what_the_course_s_author_runs(traps):
    assert traps.run("lint").returncode == 0
    proven = traps.run("prove", "ex01", "--case", "untouched", "--jobs", "1", DOCKER_HOST="unix:///nobody")
    assert proven.returncode == 3
    assert "Docker" in proven.stderr
