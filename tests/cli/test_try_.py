"""`grader try`, as an author types it."""

import getpass
import os
import signal
import subprocess
import sys

import pytest

from tests.support.processes import until


@pytest.fixture
def words(mixed):
    return ("try", "ex01", "--course", mixed.root, "--account", getpass.getuser(), "--lang", "en")


def test_an_author_who_names_no_host_sees_on_which_one_the_checks_ran(call, words):
    assert "  ·  local:  ·  " in call(*words, "--once")[1].splitlines()[0]


def test_every_check_is_shown_once_with_its_facts(call, words):
    code, out, _ = call(*words, "--once")
    assert code == 1
    lines = out.splitlines()
    assert lines[1:4] == ["✓ It is right  right  25/25", "    $ echo right", "      right"]
    assert "/x" in lines[lines.index("✗ It is wrong  wrong  0/25") + 1]
    assert lines[lines.index("– It comes after  after  0/25") + 1] == "    – wrong"
    assert "✗ Nobody sees this  secret  0/0" in lines


def test_one_run_shows_what_lint_finds(call, words):
    lines = call(*words, "--once")[1].splitlines()
    assert [line for line in lines if line.startswith("lint: ")][-1].endswith("problems in all")


def test_an_error_is_shown_with_its_source(call, words, tiny):
    (tiny.folder / "test_ex01.py").write_text("def test_right():\n    return {}['x']\n")
    code, out, _ = call(*words, "--once", "--debug", "--only", "right")
    assert code == 3
    assert "    test_ex01.py:2 in test_right\n      return {}['x']\n" in out
    assert "KeyError: 'x'" in [line for line in out.splitlines() if not line.startswith("lint: ")][-1]


def test_why_a_suite_cannot_be_run_is_shown_once_with_a_command_that_works(call, words, tiny):
    (tiny.folder / "test_ex01.py").write_text("import nonesuch_module\n\n\ndef test_right():\n    pass\n")
    code, out, _ = call(*words, "--once")
    assert code == 3
    assert out.count("cannot be run") == 1
    assert f"then run: grader lint ex01 --course {tiny.root}\n" in out


@pytest.mark.parametrize("command", ["try", "check"])
def test_a_suite_that_is_missing_is_named(call, words, tiny, command):
    (tiny.folder / "test_ex01.py").unlink()
    code, _, err = call(command, *words[1:], *(["--once"] if command == "try" else []))
    assert (code, "test_ex01.py is missing" in err, "Traceback" in err) == (2, True, False)


@pytest.mark.parametrize("wrong", [["--only", "rihgt"], ["--host", "ftp://x"], ["--param", "x=1"]])
def test_wrong_use_is_exit_code_2(call, words, wrong):
    assert call(*words, "--once", *wrong)[0] == 2


def test_it_runs_again_after_a_save_shows_errors_in_yaml_and_ends_with_130(words, tiny, tmp_path):
    rubric = tiny.root / "rubrics" / "ex01.yml"
    right = rubric.read_text()
    with (tmp_path / "out").open("w") as out:
        command = [sys.executable, "-m", "grader", *map(str, words)]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "COLUMNS": "80"})
        try:
            for saved, said in ((None, "It is right"), ("exercise: [", "ex01.yml, line"), (right, "It is right")):
                before = (tmp_path / "out").stat().st_size
                if saved is not None:
                    rubric.write_text(saved)
                until(lambda before=before: "Waiting" in (tmp_path / "out").read_bytes()[before:].decode())
                assert said in (tmp_path / "out").read_bytes()[before:].decode()
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 130
        finally:
            process.kill()
            process.wait()
    assert (tmp_path / "out").read_text().endswith("grader: interrupted.\n")
