"""Trying an exercise out: what is run, what is read anew, and which saves count."""

import getpass
import os

import pytest

from grader.authoring.trying import Tryout
from grader.errors import CourseError, UsageError
from grader.hosts.address import HostOptions


@pytest.fixture
def tryout(tiny):
    """tryout(…): a tryout of the tiny course on this machine."""
    tiny.write("def test_a(): pass\ndef test_b(session): session.run('echo b')\n", b={"visibility": "hidden"})

    def make(**keys):
        keys = {"host": "local:", "account": getpass.getuser(), **keys}
        return Tryout(tiny.root, "ex01", keys.pop("host"), HostOptions(), "en", **keys)

    return make


def statuses(result):
    return {check.id: check.status for check in result.checks}


def test_hidden_checks_are_shown_with_what_they_read(tryout):
    result = tryout().run()
    assert statuses(result) == {"a": "passed", "b": "passed"}
    assert [one.asked for one in result.checks[1].evidence] == ["echo b"]


def test_only_the_chosen_checks_run(tryout):
    assert statuses(tryout(only=("b",)).run()) == {"b": "passed"}
    with pytest.raises(UsageError, match="“c”"):
        tryout(only=("c",)).run()


def test_each_run_reads_the_files_as_they_are_now(tryout, tiny):
    one = tryout()
    one.run()
    (tiny.folder / "test_ex01.py").write_text("def test_a(): assert 0\ndef test_b(): pass\n")
    assert statuses(one.run()) == {"a": "failed", "b": "passed"}
    (tiny.root / "rubrics" / "ex01.yml").write_text("exercise: [\n")
    with pytest.raises(CourseError, match=r"ex01\.yml, line"):
        one.run()


def test_the_checks_of_evidence_run_without_a_host(tryout, tiny, tmp_path):
    tiny.run().evidence.write(tmp_path / "e.gz")
    assert statuses(tryout(host=f"evidence:{tmp_path / 'e.gz'}").run()) == {"a": "passed", "b": "passed"}


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("exercises/ex01_tiny/test_ex01.py", True),
        ("exercises/ex01_tiny/handout.en.md", True),
        ("exercises/helpers.py", True),
        ("rubrics/ex01.yml", True),
        ("rubrics/messages.yml", True),
        ("course.yml", True),
        ("rubrics/ex02.yml", False),
        ("exercises/ex01_tiny/mistakes/one.sh", False),
        ("exercises/ex01_tiny/__pycache__/test_ex01.py", False),
        ("exercises/ex01_tiny/.test_ex01.py.swp", False),
    ],
)
def test_a_save_counts_if_a_run_reads_the_file(tryout, tiny, name, counts):
    path = tiny.root / name
    path.parent.mkdir(exist_ok=True)
    before = tryout().written()
    path.touch()
    os.utime(path, ns=(1, 1))
    assert (tryout().written() != before) is counts


def test_a_save_during_a_run_is_not_missed(tryout, tiny):
    saves = tryout().saves()
    (tiny.folder / "handout.en.md").write_text("# Other\n")
    assert next(saves) is None
