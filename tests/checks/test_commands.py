"""Commands of images as people set them."""

import pytest

from grader.checks.commands import is_shell, only_waits, programs


@pytest.mark.parametrize(
    "command",
    [["/bin/bash"], ["bash"], ["sh", "-i"], ["/bin/bash", "-l"], ["/bin/bash", "--login"]],
)
def test_a_shell_alone(command):
    assert is_shell(command)


@pytest.mark.parametrize("command", [["bash", "-c", "httpd"], ["sh", "/start.sh"], ["httpd"], ["bash", "-lc", "httpd"]])
def test_more_than_a_shell(command):
    assert not is_shell(command)


@pytest.mark.parametrize(
    ("command", "steps"),
    [
        (["/usr/sbin/httpd", "-D", "FOREGROUND"], ["httpd -D FOREGROUND"]),
        (["/bin/sh", "-c", "exec httpd -DFOREGROUND"], ["httpd -DFOREGROUND"]),
        (
            ["sh", "-c", "yum install -y httpd && /usr/sbin/httpd; sleep 9 &"],
            ["yum install -y httpd", "httpd", "sleep 9"],
        ),
        (["bash", "-lc", "httpd"], ["httpd"]),
        (["bash", "/start.sh", "80"], ["/start.sh 80"]),
        (["nginx", "-g", "daemon off;"], ["nginx -g daemon off;"]),
        (["sh", "-c", "while true; do httpd -X; done"], ["while true", "httpd -X", "done"]),
        (["sh", "-c", ""], []),
        ([], []),
    ],
)
def test_a_command_line_is_split_into_its_commands(command, steps):
    assert programs(command) == steps


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["bash"],
        ["/bin/sh", "-c", "sleep infinity"],
        ["tail", "-f", "/dev/null"],
        ["sh", "-c", "while :; do sleep 9; done"],
        ["/bin/sh", "-c", "bash"],
    ],
)
def test_what_only_waits(command):
    assert only_waits(command)


@pytest.mark.parametrize(
    "command",
    [
        ["httpd-foreground"],
        ["/start.sh", "httpd-foreground"],
        ["bash", "start.sh"],
        ["sh", "-c", "httpd; sleep infinity"],
        ["/bin/sh", "-c", "bash start.sh"],
        ["/bin/sh", "-c", "while true; do httpd-foreground; done"],
    ],
)
def test_what_starts_something(command):
    assert not only_waits(command)
