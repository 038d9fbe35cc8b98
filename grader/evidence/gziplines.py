"""Lines in a gzip file (RFC 1952): a truncated file can be read up to the break, and size limits are enforced."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from grader.message import Message

LARGEST_FILE = 64_000_000
"""Limit of an evidence file, compressed and uncompressed, in bytes."""

LONGEST_LINE = 24_000_000
"""Limit of one line, in bytes: fits the largest answer of an Engine in base64."""

_GZIP = 31
_MAGIC = b"\x1f\x8b"
_FLUSHED = 16_384
"""The compressor is flushed after so many bytes of lines, so that a truncated file loses little more than that."""

_SLICE = 1_024
"""So many bytes are decompressed at a time, so that a damaged file can be read up to the damage."""

_PIECE = 1_000_000
"""Limit of what is decompressed at once, in bytes: a small file may expand to a huge one."""


class Unreadable(Exception):
    """The file is not valid evidence. `reason` says why; a caller that knows the file's name makes a sentence of it."""

    def __init__(self, reason: str, /, **values: object) -> None:
        self.reason = Message(reason, plural="", **values)
        super().__init__(str(self.reason))


class GzipLineWriter:
    """Compresses lines into a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._pack = zlib.compressobj(level=6, wbits=_GZIP)
        self._since = 0

    def add(self, line: bytes) -> None:
        """Write a line, which includes its line end."""
        self._file.write(self._pack.compress(line))
        self._since += len(line)
        if self._since >= _FLUSHED:
            self._file.write(self._pack.flush(zlib.Z_SYNC_FLUSH))
            self._since = 0

    def close(self) -> None:
        """Write the end of the gzip data; the file stays open."""
        self._file.write(self._pack.flush())


class GzipLineReader:
    """Iterates over the lines of a file, without their line ends; then `torn` is whether the file was truncated.

    Raises:
        Unreadable: the file is not valid gzip data, or exceeds a limit.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.torn = False

    def __iter__(self) -> Iterator[bytes]:
        pending = bytearray()
        for piece in self._pieces():
            seen = len(pending)
            pending += piece
            begin = 0
            while (end := pending.find(b"\n", max(begin, seen))) >= 0:
                yield bytes(pending[begin:end])
                begin = end + 1
            del pending[:begin]
            if len(pending) > LONGEST_LINE:
                raise Unreadable("a line is longer than {size} MB", size=LONGEST_LINE // 1_000_000)
        if pending and not self.torn:
            raise Unreadable("its last line is incomplete")

    def _pieces(self) -> Iterator[bytes]:
        unpack = zlib.decompressobj(wbits=_GZIP)
        packed = total = 0
        while chunk := self._file.read(_SLICE):
            if not packed and not _MAGIC.startswith(chunk[:2]):
                raise Unreadable(
                    "it is a zip archive: unpack it first" if chunk[:2] == b"PK" else "it is not a gzip file"
                )
            if unpack.eof:
                raise Unreadable("there is data after its end")
            packed += len(chunk)
            while chunk:
                try:
                    piece = unpack.decompress(chunk, _PIECE)
                except zlib.error as error:
                    raise Unreadable("its compressed data is damaged") from error
                chunk = unpack.unconsumed_tail
                total += len(piece)
                if max(total, packed) > LARGEST_FILE:
                    raise Unreadable("it is larger than {size} MB", size=LARGEST_FILE // 1_000_000)
                yield piece
            if unpack.unused_data:
                raise Unreadable("there is data after its end")
        self.torn = not unpack.eof


def opened(path: Path) -> BinaryIO:
    """A regular file, open for reading. It never blocks, as a named pipe would.

    Raises:
        OSError: it cannot be opened.
        Unreadable: it is not a regular file.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Unreadable("it is a folder" if path.is_dir() else "it is not a regular file")
    return os.fdopen(handle, "rb")
