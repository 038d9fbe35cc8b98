"""Connections between the grader's own processes: time limits, and an end that reaches every thread.

The messages are those of `multiprocessing.connection`. `Connection.poll` waits for the beginning of a message only;
the time limit set here also covers the rest, which never arrives if the sender is stopped in the middle.
"""

from __future__ import annotations

import contextlib
import math
import socket
import struct
from collections.abc import Iterator
from multiprocessing.connection import Connection

_LONGEST_SECONDS = 1_000_000.0


def set_timeout(connection: Connection, seconds: float) -> None:
    """Have `send` and `recv` raise BlockingIOError from now on once they have waited this many seconds in vain.

    What has already arrived is received even if `seconds` is 0 or less. The connection must be a socket's.
    """
    fraction, whole = math.modf(min(max(seconds, 0.0), _LONGEST_SECONDS))
    timeval = struct.pack("@ll", int(whole), max(1, int(fraction * 1e6)))  # the kernel takes 0 for no limit
    with _borrowed(connection) as channel:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            channel.setsockopt(socket.SOL_SOCKET, option, timeval)


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
