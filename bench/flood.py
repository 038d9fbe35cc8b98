"""`python -m bench.flood FOLDER COUNT NAME …`: `bench.simulated`, and hosts that send as much as they may.

Each of their answers is a recorded one that is filled up with what costs its reader much.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.simulated import Simulated, Visit, honest, serve, students
from grader.evidence.file import Evidence

MOST_OUTPUT = 990_000
"""A little less than a command may write to its output, in bytes."""


def _repeated(piece: str) -> Callable[[int], bytes]:
    raw = piece.encode()
    return lambda size: b"[" + b",".join([raw] * max(1, size // (len(raw) + 1))) + b"]"


def _secrets(size: int) -> bytes:
    return b'{"Env":[' + b",".join(b'"A_PASSWORD=s3cr3t-%09d"' % n for n in range(size // 32)) + b"]}"


def _nested(size: int) -> bytes:
    return b"[" * (size // 2) + b"]" * (size // 2)


def _noise(size: int) -> bytes:
    return b'"' + hashlib.shake_128().hexdigest(size // 2).encode() + b'"'


FILLINGS: dict[str, Callable[[int], bytes]] = {
    "text": lambda size: b'"' + b"x" * size + b'"',
    "noise": _noise,
    "wide": lambda size: '"\U0001f433'.encode() + b"x" * size + b'"',
    "escapes": lambda size: b'"' + b"\\u0001" * (size // 6) + b'"',
    "binary": lambda size: b'"' + b"\xff" * size + b'"',
    "objects": _repeated('{"":{}}'),
    "lists": _repeated("[]"),
    "strings": _repeated('"ab"'),
    "secrets": _secrets,
    "nested": _nested,
    "lines": lambda size: b'{"Type":"container"}\n' * (size // 21),
}
"""What fills an answer, as JSON, about so many bytes of it."""

KINDS = (*FILLINGS, "endless")


class FloodedVisit(Visit):
    """A visit whose every answer is filled; with the kind `endless`, the Engine's answers never end."""

    def __init__(self, visit: Visit, kind: str, size: int) -> None:
        super().__init__(visit.facts, visit.answers)
        self._kind = kind
        self._size = size

    def command(self, text: str) -> tuple[int, bytes, bytes]:
        rc, out, err = super().command(text)
        if self._kind == "endless" or 'echo "user=$u"' in text:
            return rc, out, err
        return rc, out + FILLINGS[self._kind](min(self._size, MOST_OUTPUT - len(out))), err

    def request(self, line: str, body: bytes) -> tuple[int, bytes | Iterator[bytes], list[tuple[str, str]]]:
        status, answer, headers = super().request(line, body)
        if line == "GET /_ping" or not isinstance(answer, bytes):
            return status, answer, headers
        if self._kind == "endless":
            return status, itertools.chain([answer], itertools.repeat(b"x" * 65_536)), headers
        return status, _filled(answer.strip(), FILLINGS[self._kind](self._size)), headers


def _filled(answer: bytes, filling: bytes) -> bytes:
    if answer[-1:] == b"}" and b"\n" not in answer and answer != b"{}":
        return answer[:-1] + b',"Filling":' + filling + b"}"
    if answer[-1:] == b"]" and answer != b"[]":
        return answer[:-1] + b',{"Filling":' + filling + b"}]"
    return answer + b"\n" + filling


class Flood(Simulated):
    """A host with the name `flood-KIND-SIZE`, which fills each answer with SIZE kilobytes of that kind."""

    def __init__(self, recorded: list[Evidence], name: str) -> None:
        super().__init__(recorded)
        _, self._kind, size = name.split("-")
        self._size = int(size) * 1000

    def visit(self) -> Visit:
        return FloodedVisit(super().visit(), self._kind, self._size)


if __name__ == "__main__":
    recorded = students(Path(sys.argv[1]))
    asyncio.run(
        serve({**honest(recorded, int(sys.argv[2])), **{name: Flood(recorded[0], name) for name in sys.argv[3:]}})
    )
