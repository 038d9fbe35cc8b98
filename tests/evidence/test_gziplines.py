"""Lines in a gzip file, within limits."""

import gzip
import io
import os
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.evidence.gziplines import LARGEST_FILE, GzipLineReader, GzipLineWriter, Unreadable

LINES = st.lists(st.binary(max_size=200).map(lambda line: line.replace(b"\n", b"")), max_size=20)


def packed(lines):
    file = io.BytesIO()
    writer = GzipLineWriter(file)
    for line in lines:
        writer.add(line + b"\n")
    writer.close()
    return file.getvalue()


def read(data):
    lines = GzipLineReader(io.BytesIO(data))
    return list(lines), lines.torn


@given(LINES)
def test_lines_are_read_as_they_were_written(lines):
    assert read(packed(lines)) == (lines, False)


@given(LINES)
def test_any_gunzip_reads_them(lines):
    assert gzip.decompress(packed(lines)) == b"".join(line + b"\n" for line in lines)


@given(LINES, st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_yields_the_lines_before_the_break(lines, part):
    data = packed(lines)
    found, torn = read(data[: int(len(data) * part)])
    assert torn
    assert found == lines[: len(found)]


def test_lines_can_be_read_while_more_are_written():
    file = io.BytesIO()
    writer = GzipLineWriter(file)
    line = os.urandom(20_000).hex().encode() + b"\n"
    writer.add(line)
    assert read(file.getvalue()) == ([line.rstrip()], True)


@pytest.mark.parametrize("more", [b"x", b"x" * 3000, gzip.compress(b"{}\n"), b"\0" * 1024])
def test_data_after_the_end_is_refused(more):
    for whole in (gzip.compress(b"{}\n"), packed([os.urandom(1000).hex().encode()])):
        with pytest.raises(Unreadable, match="after its end"):
            read(whole + more)


def test_data_after_the_end_is_refused_at_the_edge_of_a_read():
    at = next(n for n in range(900, 1024) if len(gzip.compress(os.urandom(n), 0)) == 1024)
    with pytest.raises(Unreadable, match="after its end"):
        read(gzip.compress(b"\n" * at, 0) + b"x")


def test_a_file_of_many_lines_is_read_only_up_to_the_limit():
    pack = zlib.compressobj(wbits=31)
    line = b"x" * 999_999 + b"\n"
    data = b"".join(pack.compress(line) for _ in range(LARGEST_FILE // 1_000_000 + 2)) + pack.flush()
    with pytest.raises(Unreadable, match="larger than 64 MB"):
        read(data)


def test_a_file_that_decompresses_to_nothing_is_read_only_up_to_the_limit():
    empty = b"\0\0\0\xff\xff"  # a stored block of no bytes
    with pytest.raises(Unreadable, match="larger than 64 MB"):
        read(b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + empty * (LARGEST_FILE // 5 + 1000))
