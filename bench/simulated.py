"""Simulated student hosts: one real SSH server on loopback, whose every user is a host that answers from evidence.

It speaks SSH as sshd does (asyncssh), runs the grader's command loop, and forwards the Engine's socket; only the
answers come from recordings. What it is asked must have been recorded.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import asyncssh

from grader.evidence.facts import Fact, raw
from grader.evidence.file import Evidence
from grader.hosts.base import HostFacts

_MARK = re.compile(rb"printf '\\n([0-9a-f]{24}) 0 0\\n'")
_VISIT = re.compile(r"grader-[0-9a-f]{8}-")
_CLOCK = re.compile(r"until=[\d.]+")
"""Each recording has a clock of its own, a host but one."""


class Simulated:
    """One host's answers: those of all its exercises, the recordings of one student."""

    def __init__(self, recorded: list[Evidence]) -> None:
        reached = (one.manifest.host for one in recorded if one.manifest.host)
        self.facts = max(reached, key=lambda host: len(host.sockets))
        self.answers: dict[str, list[Fact]] = defaultdict(list)
        for evidence in recorded:
            mine = f"grader-{evidence.manifest.host.attempt if evidence.manifest.host else ''}-"
            for fact in evidence.facts:
                self.answers[_CLOCK.sub("until=*", fact.key.replace(mine, "grader-*-"))].append(fact)

    def visit(self) -> Visit:
        """The host as one login meets it: every question's answers from the first one on."""
        return Visit(self.facts, {key: list(facts) for key, facts in self.answers.items()})


class Visit:
    """One login to a host."""

    def __init__(self, facts: HostFacts, answers: dict[str, list[Fact]]) -> None:
        self.facts = facts
        self.answers = answers

    def command(self, text: str) -> tuple[int, bytes, bytes]:
        if 'echo "user=$u"' in text:
            return 0, _handshake(self.facts), b""
        fact = self._next(f"$ {text}")
        return (fact.rc or 0, raw(fact.out), raw(fact.err)) if fact else (99, b"", b"not recorded")

    def request(self, line: str, body: bytes) -> tuple[int, bytes | Iterator[bytes], list[tuple[str, str]]]:
        """The status, the body, or its pieces if it is sent in chunks, and the headers."""
        if line == "GET /_ping":
            return 200, b"OK", []
        fact = self._next(f"{line}\n{body.decode()}")
        if fact is None:
            return 501, b'{"message":"not recorded"}', []
        return fact.status or 0, raw(fact.body), [h for h in fact.headers if h[0].lower() != "content-length"]

    def _next(self, key: str) -> Fact | None:
        answers = self.answers.get(_CLOCK.sub("until=*", _VISIT.sub("grader-*-", key)))
        if not answers:
            sys.stderr.write(f"not recorded: {key[:200]}\n")
            return None
        return answers.pop(0) if len(answers) > 1 else answers[0]


def _handshake(facts: HostFacts) -> bytes:
    words = {
        "user": facts.user,
        "uid": facts.uid,
        "home": facts.home,
        "clock": int(facts.clock),
        "kernel": facts.kernel,
        "endpoint": "",
        "cli": 1,
        "group": 1,
    }
    if facts.account:
        words["passwd"] = (
            f"{facts.account.name}:x:{facts.account.uid}:{facts.account.uid}::{facts.account.home}:/bin/sh"
        )
    lines = [f"{key}={value}" for key, value in words.items()] + [f"socket={path}" for path in facts.sockets]
    return "\n".join(lines).encode() + b"\n"


def _unescaped(command: bytes) -> str:
    return re.sub(rb"\\0([0-7]{3})", lambda m: bytes([int(m[1], 8)]), command).decode("utf-8", "surrogateescape")


class _Server(asyncssh.SSHServer):
    def __init__(self, hosts: Mapping[str, Simulated]) -> None:
        self._hosts = hosts
        self._visit: Visit | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        conn.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def begin_auth(self, username: str) -> bool:
        self._visit = self._hosts[username].visit() if username in self._hosts else None
        self._connection.set_extra_info(visit=self._visit)
        return self._visit is None

    def unix_connection_requested(self, dest_path: str):  # noqa: ARG002  there is one socket
        return self._engine

    async def _engine(self, reader: asyncssh.SSHReader, writer: asyncssh.SSHWriter) -> None:
        while line := await reader.readline():
            headers = {}
            while (header := await reader.readline()) not in {b"\r\n", b""}:
                name, _, value = header.decode().partition(":")
                headers[name.lower()] = value.strip()
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            status, answer, said = self._visit.request(" ".join(line.decode().split()[:2]), body)
            head = "".join(f"{name}: {value}\r\n" for name, value in said)
            if not isinstance(answer, bytes):
                await _chunked(writer, f"HTTP/1.1 {status} .\r\n{head}", answer)
                continue
            length = 0 if status == 204 else len(answer)
            writer.write(f"HTTP/1.1 {status} .\r\n{head}Content-Length: {length}\r\n\r\n".encode() + answer)
        writer.close()


async def _chunked(writer: asyncssh.SSHWriter, head: str, pieces: Iterator[bytes]) -> None:
    writer.write(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
    with contextlib.suppress(OSError):  # who asked has heard enough
        for piece in pieces:
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
        writer.write(b"0\r\n\r\n")


async def _session(process: asyncssh.SSHServerProcess) -> None:
    visit: Visit = process.get_extra_info("visit")
    program = b""
    while not program.endswith(b"main; exit\n"):
        program += await process.stdin.readline()
    mark = _MARK.search(program)[1]

    def said(number: bytes, rc: int, out: bytes = b"", err: bytes = b"") -> None:
        process.stdout.write(out + b"\n%s %s %d\n" % (mark, number, rc))
        process.stderr.write(err + b"\n%s %s\n" % (mark, number))

    said(b"0", 0)
    while line := await process.stdin.readline():
        number, seconds, _, command = line.rstrip(b"\n").split(b" ", 3)
        said(number, *((0,) if seconds == b"+" else visit.command(_unescaped(command))))
    process.exit(0)


async def serve(hosts: Mapping[str, Simulated]) -> None:
    """Serve hosts by their names, on a port of the loopback that is printed, until stdin ends."""
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=lambda: _Server(hosts),
        process_factory=_session,
        encoding=None,
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
        line_editor=False,
        backlog=1000,
    )
    sys.stdout.write(f"{server.get_port()}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


def students(folder: Path) -> list[list[Evidence]]:
    """The evidence of each student in this folder."""
    return [[Evidence.read(path) for path in sorted(one.glob("*.gz"))] for one in sorted(folder.iterdir())]


def honest(kinds: list[list[Evidence]], count: int) -> dict[str, Simulated]:
    """So many hosts h0001 … that answer in turn as these students' hosts did."""
    hosts = [Simulated(recorded) for recorded in kinds]
    return {f"h{n:04}": hosts[n % len(hosts)] for n in range(1, count + 1)}


if __name__ == "__main__":
    asyncio.run(serve(honest(students(Path(sys.argv[1])), int(sys.argv[2]))))
