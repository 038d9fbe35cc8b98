import re
import shlex
import subprocess
import sys

import pytest
import typer.main

from grader.cli.main import application


def leaves(command, words=()):
    """Each command without commands of its own, with its words."""
    for name, found in getattr(command, "commands", {}).items():
        if hasattr(found, "commands"):
            yield from leaves(found, (*words, name))
        elif not found.hidden:
            yield (*words, name), found


ROOT = typer.main.get_command(application())
EVERY = [pytest.param(words, found, id=" ".join(words)) for words, found in leaves(ROOT)]


@pytest.fixture
def class_here(tmp_path, monkeypatch):
    (tmp_path / "class.yml").write_text("name: a\nroster: roster.csv\n")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("words", "command"), EVERY)
def test_a_command_shows_examples_that_can_be_typed(words, command, class_here):
    found = re.findall("^  (grader .*)$", command.epilog, re.MULTILINE)
    assert found
    for example in found:
        typed = shlex.split(example)
        assert typed[1 : 1 + len(words)] == [*words]
        command.make_context(" ".join(words), typed[1 + len(words) :])


@pytest.mark.parametrize(("words", "command"), EVERY)
def test_help_fits_80_columns(call, monkeypatch, words, command):
    monkeypatch.setenv("COLUMNS", "80")
    out = call(*words, "--help")[1]
    assert [line for line in out.splitlines() if len(line) > 80] == []
    assert out.rstrip().endswith(command.epilog.splitlines()[-1])


@pytest.mark.parametrize(("words", "command"), EVERY)
def test_help_names_arguments_without_python_types(call, words, command):
    out = call(*words, "--help")[1]
    assert re.search("<(str|int|float|list|path|Path)\\b|^Usage:.*[{]", out, re.MULTILINE) is None


@pytest.mark.parametrize(
    ("words", "usage"),
    [
        ("check", "[OPTIONS] [EXERCISE]..."),
        ("show", "[OPTIONS] EXERCISE"),
        ("explain", "[OPTIONS] [CLASS.yml] STUDENT EXERCISE [CHECK]"),
        ("grade", "[OPTIONS] [CLASS.yml]"),
        ("lab up", "[OPTIONS] NAME..."),
    ],
)
def test_the_usage_shows_what_may_be_left_out(call, words, usage):
    assert call(*words.split(), "--help")[1].startswith(f"Usage: grader {words} {usage}\n")


def test_the_help_of_all_commands_shows_an_example_for_each_audience(call):
    out = call("--help")[1]
    assert re.findall("^  Example: (.*)$", out, re.MULTILINE) == [
        "grader check ex05",
        "grader grade class.yml",
        "grader prove ex05",
    ]


def completed(words: str) -> list[str]:
    """What bash is offered for the last of these words."""
    done = subprocess.run(
        [sys.executable, "-m", "grader"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
            "_GRADER_COMPLETE": "complete_bash",
        },
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("grader reg", ["regrade"]),
        ("grader check ex0", [f"ex0{n}" for n in range(1, 10)]),
        ("grader grade --exercise ex05", ["ex05"]),
        ("grader lab u", ["up"]),
        ("grader check --course /nowhere ex", []),
    ],
)
def test_a_shell_completes_commands_and_exercises(words, offered):
    assert completed(words) == offered


def test_completion_loads_only_the_command_that_is_completed():
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "grader"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"COMP_WORDS": "grader list --l", "COMP_CWORD": "2", "_GRADER_COMPLETE": "complete_bash"},
    )
    assert done.stdout.split() == ["--lang"]
    assert "grader.cli.grade" not in done.stderr


def test_help_loads_neither_pytest_nor_docker():
    script = (
        "import sys, atexit; atexit.register(lambda: print(*sys.modules)); from grader.__main__ import main; main()"
    )
    words = [sys.executable, "-c", script, "--help"]
    loaded = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout.split()
    assert {"pytest", "docker", "grader.cli.lint"} & {*loaded} == {"grader.cli.lint"}


def test_completion_can_be_installed(tmp_path):
    done = subprocess.run(
        ["bash", "-c", f"{shlex.quote(sys.executable)} -m grader --install-completion bash; exit $?"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "_GRADER_COMPLETE=complete_bash" in (tmp_path / ".bash_completions" / "grader.sh").read_text()
