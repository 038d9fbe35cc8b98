import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader import __version__
from grader.cli import main

COMMANDS = [*main.COMMANDS]


def test_the_version_is_told(call):
    assert call("--version") == (0, f"grader {__version__}\n", "")


def test_the_version_is_told_without_loading_the_rest():
    script = (
        "import sys; sys.argv = ['grader', '--version']; from grader.__main__ import main; main(); print(*sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30).stdout
    assert said.startswith(f"grader {__version__}\n")
    assert "typer" not in said
    assert "docker" not in said


def test_without_a_command_there_is_help(call):
    code, out, err = call()
    assert code == 2
    assert "Usage: grader" in out + err


def test_help_tells_the_exit_codes(call):
    _, out, _ = call("--help")
    assert "Exit codes: 0 all checks passed, 1 a check did not pass, 2 usage error, 3" in " ".join(out.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(call, command):
    for word in ("-h", "--help"):
        code, out, err = call(command, word)
        assert (code, err) == (0, "")
        assert f"Usage: grader {command}" in out
        assert len(out.splitlines()[2].strip()) > 10


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_help(call, command):
    _, out, _ = call(command, "--help")
    for line in out.split("Options:")[1].splitlines():
        assert not re.fullmatch(r"  --\S+( [A-Z]+)?", line) or line.strip() == "--help", line


def test_commands_are_listed_by_who_uses_them(call):
    found = call("--help")[1].split("Commands for ")[1:]
    assert [part.partition(":")[0] for part in found] == ["students", "instructors", "authors"]
    assert re.findall("^  ([a-z]+) ", "".join(found), re.MULTILINE) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_command_does_fits_its_line_in_the_list_of_commands(call, command):
    [line] = [line for line in call("--help")[1].splitlines() if line.startswith(f"  {command} ")]
    assert line.endswith(".")
    assert not line.endswith("...")


def test_every_command_has_a_module_of_its_name():
    assert set(main.COMMANDS) <= {
        path.stem.rstrip("_").replace("_", "-") for path in Path(main.__file__).parent.glob("*.py")
    }


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (ZeroDivisionError("oh"), 3)])
def test_what_goes_wrong_with_us_is_no_failure_of_the_student(call, monkeypatch, error, code):
    def broken(_):
        raise error

    monkeypatch.setattr("grader.course.pack.Course.at", broken)
    found, out, err = call("list")
    assert (found, out) == (code, "")
    assert ("grader: interrupted." in err) == (code == 130)
    assert ("bug in grader" in err) == (code == 3)


def test_a_reader_that_goes_away_is_no_error():
    script = f"{sys.executable} -m grader list | true; echo ${{PIPESTATUS[0]}}"
    said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert said.stderr == ""


def test_the_command_is_installed():
    path = Path(sys.executable).with_name("grader")
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout == f"grader {__version__}\n"


def test_it_runs_from_any_folder(grader):
    done = grader("list", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ex01  ")


def test_it_runs_with_hardly_any_environment(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "grader", "list"],
        capture_output=True,
        check=False,
        timeout=60,
        cwd=tmp_path,
        env={key: os.environ[key] for key in os.environ if key.startswith("COVERAGE")},
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_commands_are_loaded_one_by_one():
    assert len(main.application(["list"]).registered_commands) == 1
