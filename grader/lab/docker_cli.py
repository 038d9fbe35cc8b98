"""Runs the docker command for the lab, with a deadline and with errors in plain language."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

from grader.errors import LabError

DEADLINE = 60.0
"""Default deadline of a docker command, in seconds."""
_SHOWN_LINES = 8


class DockerResult(NamedTuple):
    """The exit code, output and errors of a docker command."""

    rc: int
    out: str
    err: str


def run_docker(*args: str, stdin: IO[bytes] | bytes | None = None, timeout: float = DEADLINE) -> DockerResult:
    """Run `docker ARGS` and return its result, even if it failed; `timeout` is in seconds.

    Raises:
        LabError: there is no docker command, or it did not end in time.
    """
    try:
        done = _run(["docker", *args], stdin, timeout)
    except FileNotFoundError as error:
        raise LabError("there is no docker command on this machine", next_step="install Docker's client") from error
    except subprocess.TimeoutExpired as error:
        raise LabError(
            f"docker {args[0]} did not finish within {timeout:.0f} seconds",
            next_step="see whether the engine is busy or stuck (docker info), then try again",
        ) from error
    return DockerResult(done.returncode, _text(done.stdout), _text(done.stderr))


def docker(*args: str, stdin: IO[bytes] | bytes | None = None, timeout: float = DEADLINE) -> str:
    """Run `docker ARGS` and return its output; `timeout` is in seconds.

    Raises:
        LabError: it failed or did not end in time.
    """
    answer = run_docker(*args, stdin=stdin, timeout=timeout)
    if answer.rc:
        raise _error(f"docker {args[0]}", answer.out + answer.err if args[0] == "build" else answer.err)
    return answer.out


@contextmanager
def producing(command: list[str]) -> Iterator[IO[bytes]]:
    """The output of a command as a stream, as input for another one.

    Raises:
        LabError: after the block, if the command failed.
    """
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as process,
    ):
        if process.stdout is None:  # pragma: no cover - a pipe was requested
            raise AssertionError
        try:
            yield process.stdout
        except BaseException:
            process.terminate()
            raise
        process.stdout.close()
        process.wait()
        errors.seek(0)
        if process.returncode:
            raise _error(" ".join(command[:2]), _text(errors.read()))


def _run(command: list[str], stdin: IO[bytes] | bytes | None, timeout: float) -> subprocess.CompletedProcess[bytes]:
    if isinstance(stdin, bytes):
        return subprocess.run(command, capture_output=True, check=False, timeout=timeout, input=stdin)
    source = stdin or subprocess.DEVNULL
    return subprocess.run(command, capture_output=True, check=False, timeout=timeout, stdin=source)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _error(what: str, text: str) -> LabError:
    if "Cannot connect to the Docker daemon" in text or "error during connect" in text:
        return LabError(
            "no Docker Engine answers here",
            next_step="start it, or choose another one with `docker context use`",
        )
    if "permission denied" in text and "docker.sock" in text:
        return LabError(
            "this account may not use the Docker Engine", next_step="join the group docker and log in again"
        )
    last = "\n".join(text.strip().splitlines()[-_SHOWN_LINES:]) or "it gave no reason"
    return LabError(f"{what} failed: {last}", next_step="see the lines above, and `docker info`")
