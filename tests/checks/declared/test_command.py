"""Commands of this machine and in a container, looked at as a checks.yml says."""

import pytest

from grader.checks.execution import ExecResult
from grader.checks.session import Session
from grader.hosts.base import CommandResult

ENDED = CommandResult(0, b"", b"", 0.1)
INSIDE = {"cat /page": ExecResult(0, "hello\n"), "cat /none": ExecResult(1, "cat: /none: No such file\n")}


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("run: 'true'", None),
        ("run: exit 3, exit_status: 3", None),
        ("run: exit 3, exit_status: null", None),
        ("run: 'echo a; echo b >&2', prints: [/^a$/, b, '!c']", None),
        ("run: 'echo a; false'", ("other-exit", 1, 0)),
        ("run: 'echo a', exit_status: 1", ("other-exit", 0, 1)),
        ("run: 'echo a', prints: b", ("not-printed", "a", ["b"])),
        ("run: 'echo a', prints: '!a'", ("printed", ["a"], None)),
        ("run: cat /page, container: web, prints: hello", None),
        ("run: cat /none, container: web", ("other-exit", 1, 0)),
        ("run: cat /page, container: gone", ("container-missing", None, "gone")),
    ],
)
def test_a_command_ends_as_wanted_or_that_is_told(look, text, end):
    assert look("command", f"{{{text}}}", {"web": {}}, inside=INSIDE) == end


def test_the_command_and_its_last_output_are_told(look):
    look("command", "run: 'echo a; false'")
    assert look.end.values == {"command": "echo a; false", "last_output": "a"}


def test_a_command_in_a_container_that_does_not_run_is_not_tried(look):
    stopped = {"web": {"State": {"Running": False, "Status": "exited", "ExitCode": 0}}}
    assert look("command", "{run: cat /page, container: web}", stopped)[0] == "not-running"


def test_a_command_has_all_the_time_of_its_check(look, monkeypatch):
    seconds = []
    monkeypatch.setattr(Session, "run", lambda _, *__, **given: seconds.append(given["seconds"]) or ENDED)
    look("command", "{run: 'true'}")
    assert seconds == [3600]
