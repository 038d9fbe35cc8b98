"""The commands of images and containers: whether they start a program that does something by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import dropwhile
from posixpath import basename
from typing import Any

SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "csh", "ksh"})
WAITERS = frozenset({"sleep", "tail", "cat", "true", "read", "wait", "while", "until", "done", "for", "top", ":"})
_BEFORE = frozenset({"exec", "do", "then", "else"})
"""The words of the shell that a program may follow."""


def command_of(config: Mapping[str, Any]) -> list[str]:
    """The words that a container runs: those of its entrypoint, then those of its command.

    Args:
        config: The configuration of an image or a container: `image.attrs["Config"]`.

    Example:
        if command_of(container.attrs["Config"]) != command_of(image.attrs["Config"]):
            fail("command-replaced")
    """
    return [str(word) for word in [*(config.get("Entrypoint") or []), *(config.get("Cmd") or [])]]


def is_shell(command: Sequence[str]) -> bool:
    """Whether a command is only a shell, which waits for somebody to type.

    Args:
        command: The words of the command, at least one, such as those from `command_of`.

    Example:
        if is_shell(["/bin/bash"]):
            fail("shell-only")
    """
    return basename(command[0]) in SHELLS and all(word.startswith("-") and "c" not in word for word in command[1:])


def programs(command: Sequence[str]) -> list[str]:
    """The single commands of a command line, each beginning with the name of its program without a path.

    Args:
        command: The words of the command, such as those from `command_of`.

    Example:
        programs(["/bin/sh", "-c", "httpd; sleep 9"])
    """
    if not command:
        return []
    if basename(command[0]) in SHELLS:
        options = [at for at, word in enumerate(command) if re.fullmatch(r"-\w*c\w*", word)]
        if not options or options[0] + 1 >= len(command):
            return [" ".join(command[1:]) or command[0]]  # a script of the student's
        parts = re.split(r"&&|\|\||;|\n|(?<!&)&(?!&)", command[options[0] + 1])
    else:
        parts = [" ".join(command)]
    words = [list(dropwhile(_BEFORE.__contains__, part.split())) for part in parts]
    return [" ".join([basename(line[0]), *line[1:]]) for line in words if line]


def only_waits(command: Sequence[str]) -> bool:
    """Whether a command starts nothing but shells and programs that wait, such as sleep.

    Args:
        command: The words of the command, such as those from `command_of`.

    Example:
        if only_waits(command_of(image.attrs["Config"])):
            fail("no-server")
    """
    if not command or is_shell(command):
        return True
    return all(step.split()[0] in WAITERS or is_shell(step.split()) for step in programs(command))
