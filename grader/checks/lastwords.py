"""Why a container does not run: what the Engine said, what its exit code means, and what it printed last."""

from __future__ import annotations

import re
import struct
from contextlib import suppress
from typing import Any

from docker.errors import DockerException
from docker.models.containers import Container
from pydantic import JsonValue

from grader.errors import HostError, NotInEvidence
from grader.text.clean import truncate, visible

MOST_LINES = 5
LONGEST_OUTPUT = 500
"""In characters; the end of the output counts."""
LONGEST_ERROR = 300
_MOST_READ = 100_000
"""In bytes or characters: a line may be of any length."""

EXPLAINED = frozenset({126, 127, 137, 139, 143})
"""The exit codes that mean the same for most programs."""

_UNREADABLE = (HostError, NotInEvidence, DockerException, struct.error, KeyError, TypeError)
"""The log driver may keep nothing that can be read, or the Engine may answer something else."""

_NEVER = "0001-01-01T00:00:00Z"

# What the Engine and runc say on the way to the reason, and the ids of what they work on.
_ON_THE_WAY = re.compile(
    r"^.*\b(?:task for container|shim task|create failed|container process|container init): (?=.)"
    r"| \([0-9a-f]{64}\)|(?<=.): unknown$"
)


def last_words(container: Container) -> dict[str, JsonValue]:
    """Say why a container that does not run ended, or was never started. Give the values to `fail`.

    `also` in rubrics/messages.yml has a sentence for each of them. Nothing is changed on the host, and nothing is
    raised: output that cannot be read, or was not recorded, is left out.

    Args:
        container: A container that is not up.

    Returns:
        Those of these values that are known: `engine_says`, the error for which the Engine could not start it;
        `out_of_memory`; `exit_126`, `exit_127`, `exit_137`, `exit_139` or `exit_143`, the exit code; `last_output`, at
        most 5 lines and 500 characters.

    Example:
        if not is_up(web):
            fail("not-running", seen="exited", expected="running", name="web1", **last_words(web))
    """
    state: dict[str, Any] = container.attrs.get("State") or {}
    values: dict[str, JsonValue] = {}
    code = state.get("ExitCode")
    if error := reason_of(visible(str(state.get("Error") or "")[:_MOST_READ]).strip()):
        values["engine_says"] = truncate(error, LONGEST_ERROR)
    elif state.get("OOMKilled"):
        values["out_of_memory"] = True
    elif isinstance(code, int) and code in EXPLAINED and not state.get("Running"):
        values[f"exit_{code}"] = code
    was_started = state.get("StartedAt", _NEVER) != _NEVER and not state.get("Paused")
    if was_started and (output := _last_output(container)):
        values["last_output"] = output
    return values


def reason_of(error: str) -> str:
    """Shorten the Engine's error about a container that does not start: without what the Engine and runc say before it.

    Args:
        error: The error in one line.

    Returns:
        The reason, such as `exec: "/bin/sh": stat /bin/sh: no such file or directory`.

    Example:
        fail("does-not-start", seen=reason_of(trial.error))
    """
    return _ON_THE_WAY.sub("", error)


def _last_output(container: Container) -> str:
    with suppress(*_UNREADABLE):
        printed = visible(container.logs(tail=MOST_LINES)[-_MOST_READ:].decode("utf-8", "replace"))
        lines = [line.rstrip() for line in printed.splitlines() if line.strip()][-MOST_LINES:]
        each = LONGEST_OUTPUT // max(1, len(lines)) - 1
        return "\n".join(truncate(line, each) for line in lines)
    return ""
