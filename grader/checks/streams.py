"""The Engine's streams: what programs in containers print (API reference, “Attach to a container”)."""

from __future__ import annotations

from collections.abc import Iterator

_HEAD = 8
"""Kind (0, 1 or 2), three zeros, length of the payload in four bytes."""


def frames(body: bytes) -> Iterator[tuple[int, bytes]]:
    """The frames of a multiplexed stream: the kind of each (1 stdout, 2 stderr) and its payload."""
    at = 0
    while at + _HEAD <= len(body):
        end = at + _HEAD + int.from_bytes(body[at + 4 : at + _HEAD], "big")
        yield body[at], body[at + _HEAD : end]
        at = end


def printed(body: bytes) -> bytes:
    """What was printed, stdout and stderr together; that of a terminal, which is not multiplexed, is unchanged."""
    if body[1:4] != bytes(3) or body[:1] not in {b"\0", b"\1", b"\2"}:
        return body
    return b"".join(payload for _kind, payload in frames(body))
