import getpass
import shutil
from pathlib import Path

import pytest

from grader.cli.main import run
from tests.support.recorded_class import RecordedClass

SUITE = '''
def test_right(host):
    """It is right"""
    assert host.run("echo right").rc == 0

def test_wrong(host):
    """It is wrong"""
    if host.run("echo wrong").rc == 0: fail("missing", expected="/x")

@pytest.mark.needs("wrong")
def test_after():
    """It comes after"""

def test_secret():
    """Nobody sees this"""
    fail("missing")
'''


@pytest.fixture
def call(capsys):
    """call("check", …): exit code, standard output and standard error of a command, in this process."""

    def command(*words):
        code = run([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, out, err

    return command


@pytest.fixture
def mixed(tiny):
    """A course whose checks pass, fail, are blocked and are hidden."""
    tiny.write(SUITE, secret={"visibility": "hidden", "points": 0})
    return tiny


@pytest.fixture
def check(call, tiny):
    """check(…): `grader check ex01` with the tiny course, of the user who runs the tests."""
    return lambda *words: call("check", "ex01", "--course", tiny.root, "--account", getpass.getuser(), *words)


@pytest.fixture(scope="session")
def _graded_once(tmp_path_factory) -> Path:
    class_folder = RecordedClass(tmp_path_factory.mktemp("recorded") / "class")
    assert run(["grade", str(class_folder.path), "--quiet"]) == 0
    return class_folder.path.parent


@pytest.fixture
def recorded(_graded_once, tmp_path) -> RecordedClass:
    """A class that was graded from recorded evidence."""
    shutil.copytree(_graded_once, tmp_path / "class")
    return RecordedClass(tmp_path / "class")
