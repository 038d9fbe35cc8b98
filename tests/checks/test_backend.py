"""testinfra's `host` on our backend: unchanged in use."""

import pytest

from grader.checks import backend


@pytest.fixture
def host(visit):
    return backend.testinfra_host(visit())


def test_a_command_gives_what_testinfra_promises(host):
    result = host.run("echo out; echo err >&2; exit 3")
    assert (result.rc, result.stdout, result.stderr, result.succeeded) == (3, "out\n", "err\n", False)


def test_arguments_are_quoted(host):
    assert host.run("printf %%s:%%s %s %s", "a b", "$(id)").stdout == "a b:$(id)"


def test_its_modules_work(host, tmp_path):
    (tmp_path / "file").write_text("content")
    assert host.file(str(tmp_path)).is_directory
    assert host.file(str(tmp_path / "file")).content_string == "content"
    assert host.file(str(tmp_path / "link")).exists is False
    assert host.user("root").uid == 0
    assert host.process.filter(pid="1")
    assert host.check_output("echo %s", "x") == "x"
    assert host.exists("sh")
    assert host.environment()["PATH"]


def test_output_that_is_not_text_is_still_an_answer(host):
    assert host.run(r"printf 'a\377b'").stdout == "a\ufffdb"


def test_korean_survives_the_round_trip(host):
    assert host.run("echo %s", "한국어").stdout == "한국어\n"
