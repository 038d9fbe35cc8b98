"""Connections between the grader's own processes: time limits, and an end that reaches every thread.

The messages are those of `multiprocessing.connection`, whose own `poll` waits for the beginning of a message only. The
rest never arrives if the sender is stopped in the middle, and takes long if there is much of it.
"""

from __future__ import annotations

import contextlib
import math
import os
import socket
import struct
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any

from grader.hosts.polling import readable

MESSAGE_LIMIT = 200_000_000
"""Limit of one message, in bytes: all that a visit may record, with what base64 and the form of a message add."""

_LONGEST_SECONDS = 1_000_000.0
_MOMENT_SECONDS = 0.1


def set_timeout(connection: Connection, seconds: float) -> None:
    """Have `send` and `recv` raise BlockingIOError from now on once they have waited this many seconds in vain.

    What has already arrived is received even if `seconds` is 0 or less. The connection must be a socket's.
    """
    fraction, whole = math.modf(min(max(seconds, 0.0), _LONGEST_SECONDS))
    timeval = struct.pack("@ll", int(whole), max(1, int(fraction * 1e6)))  # the kernel takes 0 for no limit
    with _borrowed(connection) as channel:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            channel.setsockopt(socket.SOL_SOCKET, option, timeval)


def receive(connection: Connection, deadline: float, *, silence: float = math.inf, limit: int = MESSAGE_LIMIT) -> Any:
    """The next message, as `Connection.recv` has it.

    Args:
        connection: Where it comes from.
        deadline: When the whole message must have arrived, on the monotonic clock. One that has arrived already is
            received whatever the deadline.
        silence: For how many seconds nothing may arrive.
        limit: The limit of its size, in bytes.

    Raises:
        BlockingIOError: The deadline has passed, or nothing has arrived for so long.
        EOFError: The other end has closed the connection.
        OSError: The message is larger than the limit.
    """
    until = _Deadline(connection.fileno(), max(deadline, time.monotonic() + _MOMENT_SECONDS), silence)
    (size,) = struct.unpack("!i", until.read(4))
    if size == -1:  # so multiprocessing announces a size beyond 2 GB
        (size,) = struct.unpack("!Q", until.read(8))
    if not 0 <= size <= limit:
        raise OSError("a message is too large")
    return ForkingPickler.loads(until.read(size))


class _Deadline:
    """Reads from a descriptor until a deadline."""

    def __init__(self, descriptor: int, deadline: float, silence: float) -> None:
        self._descriptor = descriptor
        self._deadline = deadline
        self._silence = silence

    def read(self, size: int) -> bytearray:
        """So many bytes."""
        received = bytearray()
        while len(received) < size:
            left = self._deadline - time.monotonic()
            if left <= 0 or not readable([self._descriptor], min(left, self._silence)):
                raise BlockingIOError("timed out")
            chunk = os.read(self._descriptor, min(size - len(received), 1 << 20))
            if not chunk:
                raise EOFError
            received += chunk
        return received


def shut_down(connection: Connection) -> None:
    """End a connection in both directions, also for a thread that is waiting for a message."""
    with _borrowed(connection) as channel, contextlib.suppress(OSError):
        channel.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def _borrowed(connection: Connection) -> Iterator[socket.socket]:
    """The connection's socket, which stays the connection's own."""
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=connection.fileno())
    try:
        yield channel
    finally:
        channel.detach()
