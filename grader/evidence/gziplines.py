"""Lines in a gzip file (RFC 1952), written so that a torn file keeps what was written, read within limits."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

LARGEST_FILE = 64_000_000
"""Limit of an evidence file, packed and unpacked, in bytes."""

LONGEST_LINE = 24_000_000
"""Limit of one line, in bytes: the largest answer that an Engine may give, in base64."""

_GZIP = 31
_MAGIC = b"\x1f\x8b"
_FLUSHED = 16_384
"""After so many bytes, all that was written so far can be read, whatever becomes of the rest."""

_SLICE = 1_024
"""So much is unpacked at a time: of a damaged file, what comes before the damage is read."""

_PIECE = 1_000_000


class Unreadable(Exception):
    """The file is not what it should be; its text says why. Translated where the file has a name."""


class GzipLineWriter:
    """Writes lines."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._pack = zlib.compressobj(level=6, wbits=_GZIP)
        self._since = 0

    def add(self, line: bytes) -> None:
        """Write a line; it is given with its line end."""
        self._file.write(self._pack.compress(line))
        self._since += len(line)
        if self._since >= _FLUSHED:
            self._file.write(self._pack.flush(zlib.Z_SYNC_FLUSH))
            self._since = 0

    def close(self) -> None:
        self._file.write(self._pack.flush())


class GzipLineReader:
    """Reads lines, without their line ends. Afterwards `torn` tells whether the file breaks off."""

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
                raise Unreadable(f"a line is longer than {LONGEST_LINE // 1_000_000} MB")
        if pending and not self.torn:
            raise Unreadable("its last line has no end")

    def _pieces(self) -> Iterator[bytes]:
        unpack = zlib.decompressobj(wbits=_GZIP)
        packed = total = 0
        while chunk := self._file.read(_SLICE):
            if not packed and not _MAGIC.startswith(chunk[:2]):
                raise Unreadable("it is a zip archive: unpack it first" if chunk[:2] == b"PK" else "it is no gzip file")
            if unpack.eof:
                raise Unreadable("something follows its end")
            packed += len(chunk)
            while chunk:
                try:
                    piece = unpack.decompress(chunk, _PIECE)
                except zlib.error as error:
                    raise Unreadable("its compressed bytes are damaged") from error
                chunk = unpack.unconsumed_tail
                total += len(piece)
                if max(total, packed) > LARGEST_FILE:
                    raise Unreadable(f"it is larger than {LARGEST_FILE // 1_000_000} MB")
                yield piece
            if unpack.unused_data:
                raise Unreadable("something follows its end")
        self.torn = not unpack.eof


def opened(path: Path) -> BinaryIO:
    """An ordinary file, open for reading; nothing that would make us wait is opened.

    Raises:
        OSError: it cannot be opened.
        Unreadable: it is no ordinary file.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Unreadable("it is a folder" if path.is_dir() else "it is no ordinary file")
    return os.fdopen(handle, "rb")
