"""A tool that the host lacks is an error that names it."""

import pytest

from grader.checks.session import Session
from grader.checks.tools import missing_tool
from grader.errors import HostError


@pytest.mark.parametrize(
    ("command", "rc", "said", "tool"),
    [
        ("stat -c %y /x", 127, "sh: 1: stat: not found", "stat"),
        ("stat -c %y /x", 127, "sh: line 1: stat: command not found", "stat"),
        ("stat -c %y /x", 127, "bash: stat: command not found", "stat"),
        ("stat -c %y /x", 127, "sh: stat: not found", "stat"),
        ("stat -c %y /x", 127, "/bin/sh: 1: stat: not found", "stat"),
        ("exec stat /x", 127, "sh: 1: exec: stat: not found", "stat"),
        ("sudo -n od /x", 1, "sudo: od: command not found", "od"),
        ("env stat /x", 127, "env: 'stat': No such file or directory", "stat"),
        ("env stat /x", 127, "env: ‘stat’: No such file or directory", "stat"),
        ("timeout 1 stat", 127, "timeout: failed to run command ‘stat’: No such file or directory", "stat"),
        ("find / | xargs stat", 127, "xargs: stat: No such file or directory", "stat"),
        ("head -c 4 x | od | wc -l", 0, "sh: 1: od: not found", "od"),
        ("ls; stat x", 127, "ls: /x: No such file or directory\nsh: 1: stat: not found\n", "stat"),
        ("stat /x 2>/dev/null", 127, "", "stat"),
        ("systemctl show docker", 127, "sh: 3: systemctl: not found", "systemctl"),
    ],
)
def test_a_missing_tool_is_named(command, rc, said, tool):
    error = missing_tool(command, rc, said.encode())
    assert f"no program “{tool}”" in error.problem
    assert f"Install {tool}" in error.next_step


@pytest.mark.parametrize(
    ("command", "rc", "said"),
    [
        ("docker version", 127, "sh: 1: docker: not found"),
        ("docker version 2>/dev/null", 127, ""),
        ("/home/kim/hello", 127, "sh: 1: /home/kim/hello: not found"),
        ("./stat", 127, "sh: 1: ./stat: not found"),
        ("command -v stat || stat", 127, "sh: 1: stat: not found"),
        ("command -v nothing", 127, ""),
        ("cat stat", 1, "cat: stat: No such file or directory"),
        ("systemctl show x", 1, "Unit stat: not found."),
        ("exit 127", 127, ""),
        ("xargs cat", 1, "xargs: cat: exited with status 255; aborting"),
    ],
)
def test_anything_else_is_the_answer_of_the_command(command, rc, said):
    assert missing_tool(command, rc, said.encode()) is None


@pytest.mark.parametrize("tool", ["stat", "readlink", "od", "find", "awk"])
def test_a_check_on_a_host_without_a_tool_ends_in_an_error(visit, tools, monkeypatch, tool):
    monkeypatch.setenv("PATH", str(tools("sh", "env", "id", "date", "uname", "grep", "tr", "timeout", "head", "cat")))
    session: Session = visit()
    with pytest.raises(HostError, match=f"no program “{tool}”"):
        session.run(f"{tool} /x | cat")
    assert session.run(f"command -v {tool}").rc != 0
