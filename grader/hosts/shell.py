"""A shell on a host that runs one command after the other, at the other end of a local process's pipes."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.errors import GarbledAnswer, HostTimeout, HostUnreachable
from grader.hosts import process, remote_shell
from grader.hosts.base import Command, CommandResult
from grader.hosts.polling import readable, writable

MARGIN_SECONDS = 1.5
"""How much longer than a command's deadline to wait for the host to report that it passed, in seconds."""

PROMISE_SECONDS = 6.0
"""How long the host may take to confirm that it will run a command at the end, in seconds."""

NOISE_LIMIT = 200_000
"""How much of what a host writes before its shell is ready (banners, .bashrc) is kept, in bytes of each stream."""

LONGEST_COMMAND = 100_000
"""Limit of a command, in bytes; Linux accepts at most 131,072 in one argument."""

LONGEST_TAIL = 40
"""Limit of what follows the marker on its line: an exit code."""

_KILLED = (124, 137, 143)


@dataclass
class _Stream:
    """One of the two output streams: what has arrived since the last marker."""

    fd: int
    kept: bytearray = field(default_factory=bytearray)
    ended: bool = False
    searched: int = 0
    """How many bytes of `kept` are known not to hold the beginning of the marker."""

    def take(self) -> None:
        chunk = os.read(self.fd, 262_144)
        self.ended = not chunk
        self.kept += chunk

    def has(self, marker: bytes) -> bool:
        """Whether the marker's whole line has arrived, or more than such a line has. Each byte is looked at once."""
        at = self.kept.find(marker, self.searched)
        if at < 0:
            self.searched = max(self.searched, len(self.kept) - len(marker))
            return False
        self.searched = at
        end = at + len(marker) + LONGEST_TAIL
        return len(self.kept) > end or self.kept.find(b"\n", at + 1, end) >= 0

    def forget(self, limit: int) -> None:
        """Drop what exceeds the limit, except for the last bytes, where the marker will be."""
        spare = self.searched - limit - 1
        if spare > 262_144:
            del self.kept[limit + 1 : limit + 1 + spare]
            self.searched -= spare

    def split(self, marker: bytes) -> tuple[bytes, bytes]:
        """Take out what came before the marker, and the rest of its line."""
        at = self.searched
        last = at + len(marker) + LONGEST_TAIL
        end = self.kept.find(b"\n", at + 1, last)
        end = end if end >= 0 else last
        output, tail = bytes(self.kept[:at]), bytes(self.kept[at + len(marker) : end])
        del self.kept[: end + 1]
        self.searched = 0
        return output, tail


class ShellLost(HostUnreachable):
    """The process ended before the answer came.

    `output` is what it wrote to stderr and, before the shell was `ready`, also the end of stdout.
    """

    def __init__(self, output: str, *, ready: bool) -> None:
        super().__init__(
            "The connection to the host was lost." if ready else "The host did not start a shell.",
            next_step="Check whether the host is still up, then try again.",
        )
        self.output = output
        self.ready = ready


class Shell:
    """The client of the command loop in `grader.hosts.remote_shell`, over the pipes of the process `argv`.

    Raises:
        UsageError: the program is not installed.
    """

    def __init__(self, argv: Sequence[str]) -> None:
        self._mark = secrets.token_hex(12)
        self._process = process.spawn(argv)
        self._in, self._out, self._err = (
            pipe.fileno() for pipe in (self._process.stdin, self._process.stdout, self._process.stderr) if pipe
        )
        self._streams: tuple[_Stream, _Stream] = (_Stream(self._out), _Stream(self._err))
        self._ready = False
        self._number = 0
        self._lost: HostUnreachable | HostTimeout | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the loop has answered."""
        return self._ready

    def ready(self, seconds: float) -> str:
        """Start the loop and wait until it answers, at most `seconds`; returns what came on stderr before.

        Raises:
            ShellLost: the process ended first.
            HostTimeout: the loop did not answer in time.
        """
        deadline = time.monotonic() + seconds
        self._send(remote_shell.program(self._mark), deadline)
        _, noise, _ = self._read(b"0", NOISE_LIMIT, deadline)
        self._ready = True
        return noise.decode("utf-8", "replace")

    def run(self, command: Command) -> CommandResult:
        """Run one command and wait for its result.

        Raises:
            ShellLost: the connection was lost.
            HostTimeout: the host did not stop the command at its deadline.
            GarbledAnswer: the answer is not one of the loop, or the command is too long or contains a NUL.
        """
        text = command.text if command.sent is None else command.sent
        if "\0" in text or len(text.encode("utf-8", "surrogateescape")) > LONGEST_COMMAND:
            raise GarbledAnswer(
                "A check asks for a command that no shell can run: it is longer than {limit} bytes or contains a NUL.",
                next_step="Fix the command in the check.",
                limit=f"{LONGEST_COMMAND:,}",
            )
        self._number += 1
        started = time.monotonic()
        whole = max(1, round(command.seconds))  # not every `timeout` accepts a fraction
        deadline = started + max(whole, command.seconds) + MARGIN_SECONDS
        head = b"%d %d %d " % (self._number, whole, command.limit + 1)
        self._send(head + remote_shell.escaped(text) + b"\n", deadline)
        out, err, rc = self._read(b"%d" % self._number, command.limit, deadline)
        seconds = time.monotonic() - started
        return CommandResult(
            rc,
            out[: command.limit],
            err[: command.limit],
            seconds,
            timed_out=rc in _KILLED and seconds >= whole,
            truncated=len(out) > command.limit or len(err) > command.limit,
        )

    def on_exit(self, command: str, *, seconds: float = PROMISE_SECONDS) -> None:
        """Have the host run this command when the loop ends; it replaces the one before.

        `seconds` is how long the host may take to confirm it.

        Raises:
            ShellLost: the connection was lost.
            HostTimeout: the host did not confirm it in time.
        """
        self._number += 1
        deadline = time.monotonic() + seconds
        self._send(b"%d + - " % self._number + remote_shell.escaped(command) + b"\n", deadline)
        self._read(b"%d" % self._number, NOISE_LIMIT, deadline)

    def close(self) -> None:
        """End the loop and its process; the command of `on_exit` gets a moment to run."""
        # Without a shell there is no such command, and nothing to wait for.
        process.end(self._process, grace=process.GRACE_SECONDS if self._ready else 0.1)

    def _send(self, data: bytes, deadline: float) -> None:
        if self._lost is not None:
            raise self._lost
        view = memoryview(data)
        while view:
            if not writable([self._in], deadline - time.monotonic()):
                raise self._timed_out()
            try:
                view = view[os.write(self._in, view[:4096]) :]
            except BrokenPipeError:
                raise self._disconnected() from None

    def _read(self, number: bytes, limit: int, deadline: float) -> tuple[bytes, bytes, int]:
        """The contents of both streams up to their markers, and the exit code."""
        marker = f"\n{self._mark} ".encode() + number
        streams = self._streams
        found = [False, False]
        while not all(found):
            open_ones = [s.fd for s, done in zip(streams, found, strict=True) if not done and not s.ended]
            if not open_ones or any(s.ended for s in streams):
                raise self._disconnected()
            left = deadline - time.monotonic()
            ready = readable(open_ones, left)
            if not ready or left < 0:
                raise self._timed_out()
            for index, stream in enumerate(streams):
                if stream.fd in ready:
                    stream.take()
                    found[index] = stream.has(marker)
                    if not found[index]:
                        stream.forget(limit)
        out, tail = streams[0].split(marker)
        err, _ = streams[1].split(marker)
        try:
            return out, err, int(tail)
        except ValueError:
            raise GarbledAnswer(
                "The host's shell returned an invalid exit code.",
                next_step="Run the command by hand on the host and look at its output.",
            ) from None

    def _disconnected(self) -> ShellLost:
        """The process ended: read the rest of its stderr, which says why."""
        deadline = time.monotonic() + process.GRACE_SECONDS
        errors = self._streams[1]
        while not errors.ended and (left := deadline - time.monotonic()) > 0:
            if readable([errors.fd], left):
                errors.take()
                del errors.kept[:-NOISE_LIMIT]
        # nologin writes its reason to stdout.
        before = b"" if self._ready else self._streams[0].kept[-2_000:] + b"\n"
        text = bytes(before + errors.kept[-NOISE_LIMIT:]).decode("utf-8", "replace")
        self._lost = ShellLost(text.lstrip("\n"), ready=self._ready)
        return self._lost

    def _timed_out(self) -> HostTimeout:
        if self._ready:
            self._lost = HostTimeout(
                "The host did not answer a command within its deadline.",
                next_step="Check whether the host is overloaded or hangs, then try again.",
            )
        else:
            self._lost = HostTimeout(
                "The host did not start a shell in time.",
                next_step="Log in by hand. If that hangs as well, check the host and the account's ~/.bashrc.",
            )
        return self._lost
