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
        raise LabError(
            "The docker command is not installed on this machine.", next_step="Install Docker's client."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise LabError(
            "docker {command} did not finish within {seconds} s.",
            next_step="Check whether the Docker Engine is busy or hangs (docker info), then try again.",
            command=args[0],
            seconds=round(timeout),
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
            "No Docker Engine answers on this machine.",
            next_step="Start it, or choose another one. List the choices: docker context ls",
        )
    if "permission denied" in text and "docker.sock" in text:
        return LabError(
            "This account is not allowed to use the Docker Engine.",
            next_step="Add it to the group “docker”, then log out and in again.",
        )
    last = "\n".join(text.strip().splitlines()[-_SHOWN_LINES:]) or "it gave no reason"
    return LabError(
        "{command} failed: {last}",
        next_step="Check the lines above, and the Docker Engine: docker info",
        command=what,
        last=last,
    )
