"""Runs a script on a student host as its user would after a login."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from grader.errors import LabError
from grader.lab.docker_cli import run_docker

# The script is stored in a file first: a command that reads standard input must not consume the rest of the script.
_RUNNER = """
file=$(mktemp) && cat > "$file" && cd "$HOME" || exit 125
timeout --kill-after=5 "$0" bash -l "$file" < /dev/null 2>&1
rc=$?
rm -f "$file"
exit $rc
"""
_TIMED_OUT = (124, 137)


class Completed(NamedTuple):
    """A script that has ended: its exit code, and its output and errors in the order in which they came."""

    rc: int
    output: str


def run(container: str, script: Path | str, *, user: str, timeout: float) -> Completed:
    """Run a bash script (a local file, or its text) on a host and wait until it ends.

    Raises:
        LabError: it did not end within `timeout` seconds.
    """
    text = script.read_text(encoding="utf-8") if isinstance(script, Path) else script
    home = "/root" if user == "root" else f"/home/{user}"
    environment = {"HOME": home, "USER": user, "LOGNAME": user, "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    started = time.monotonic()
    answer = run_docker(
        *("exec", "-i", "-u", user, *(f"-e{key}={value}" for key, value in environment.items())),
        *(container, "bash", "-c", _RUNNER, f"{timeout:g}"),
        stdin=text.encode(),
        timeout=timeout + 30,
    )
    if answer.rc in _TIMED_OUT and time.monotonic() - started >= timeout:
        raise LabError(
            "The script did not end within {seconds} s. Its output ends with:\n{output}",
            next_step="Allow it more time, or find the command that hangs.",
            seconds=round(timeout),
            output=answer.out[-2000:],
        )
    return Completed(answer.rc, answer.out + answer.err)
