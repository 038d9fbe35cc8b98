"""The one place where the docker command is run for the lab, with a deadline and errors in plain words."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

from grader.errors import LabError

DEADLINE = 60.0
_SHOWN_LINES = 8


class Answer(NamedTuple):
    """What a docker command left behind."""

    rc: int
    out: str
    err: str


def attempt(*args: str, stdin: IO[bytes] | bytes | None = None, timeout: float = DEADLINE) -> Answer:
    """Run `docker ARGS` and return whatever it says; an error only where there is no answer at all."""
    try:
        done = _run(["docker", *args], stdin, timeout)
    except FileNotFoundError as error:
        raise LabError("there is no docker command on this machine", next_step="install Docker's client") from error
    except subprocess.TimeoutExpired as error:
        raise LabError(
            f"docker {args[0]} did not finish within {timeout:.0f} seconds",
            next_step="see whether the engine is busy or stuck (docker info), then try again",
        ) from error
    return Answer(done.returncode, _text(done.stdout), _text(done.stderr))


def docker(*args: str, stdin: IO[bytes] | bytes | None = None, timeout: float = DEADLINE) -> str:
    """Run `docker ARGS` and return its output; LabError when it fails."""
    answer = attempt(*args, stdin=stdin, timeout=timeout)
    if answer.rc:
        raise _translated(f"docker {args[0]}", answer.out + answer.err if args[0] == "build" else answer.err)
    return answer.out


@contextmanager
def producing(command: list[str]) -> Iterator[IO[bytes]]:
    """The output of a command as a stream, to feed the next one; LabError when the command fails."""
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints) as process,
    ):
        if process.stdout is None:  # pragma: no cover - it is asked for
            raise AssertionError
        try:
            yield process.stdout
        except BaseException:
            process.terminate()
            raise
        process.stdout.close()
        process.wait()
        complaints.seek(0)
        if process.returncode:
            raise _translated(" ".join(command[:2]), _text(complaints.read()))


def _run(command: list[str], stdin: IO[bytes] | bytes | None, timeout: float) -> subprocess.CompletedProcess[bytes]:
    if isinstance(stdin, bytes):
        return subprocess.run(command, capture_output=True, check=False, timeout=timeout, input=stdin)
    source = stdin or subprocess.DEVNULL
    return subprocess.run(command, capture_output=True, check=False, timeout=timeout, stdin=source)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _translated(what: str, complaint: str) -> LabError:
    if "Cannot connect to the Docker daemon" in complaint or "error during connect" in complaint:
        return LabError(
            "no Docker Engine answers here",
            next_step="start it, or choose another one with `docker context use`",
        )
    if "permission denied" in complaint and "docker.sock" in complaint:
        return LabError(
            "this account may not use the Docker Engine", next_step="join the group docker and log in again"
        )
    last = "\n".join(complaint.strip().splitlines()[-_SHOWN_LINES:]) or "it gave no reason"
    return LabError(f"{what} failed: {last}", next_step="see the lines above, and `docker info`")
