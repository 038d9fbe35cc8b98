"""Programs told apart by their headers."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.elf import HEAD_BYTES, Program, parse

LOAD, DYNAMIC, INTERP = 1, 2, 3
EXEC, DYN, REL, CORE = 2, 3, 1, 4
NEEDED, FLAGS_1 = 1, 0x6FFFFFFB


def elf(kind=EXEC, *, segments=((LOAD, b""),), entry=0x400000, bits=64, order="<", far=0):
    """An ELF file with these segments; `far` bytes lie between the headers and what the segments hold."""
    head, one = (64, 56) if bits == 64 else (52, 32)
    word = "Q" if bits == 64 else "I"
    at = head + one * len(segments) + far
    table, body = b"", b""
    for kind_, data in segments:
        where = at + len(body)
        if bits == 64:
            table += struct.pack(order + "IIQQQQQQ", kind_, 5, where, where, where, len(data), len(data), 8)
        else:
            table += struct.pack(order + "IIIIIIII", kind_, where, where, where, len(data), len(data), 5, 4)
        body += data
    ident = b"\x7fELF" + bytes((bits // 32, 1 if order == "<" else 2, 1)) + bytes(9)
    numbers = struct.pack(
        f"{order}HHI{word * 3}IHHHHHH", kind, 62, 1, entry, head, 0, 0, head, one, len(segments), 0, 0, 0
    )
    return ident + numbers + table + bytes(far) + body


def dynamic(*tags, bits=64, order="<"):
    word = "Q" if bits == 64 else "I"
    return b"".join(struct.pack(order + word * 2, tag, 1) for tag in (*tags, 0))


def of(data):
    return parse(lambda offset, size: data[offset : offset + size])


def test_a_static_program_needs_nothing():
    assert of(elf()) == Program("", libraries=False)
    assert of(elf()).is_static


def test_a_dynamic_program_names_its_loader():
    found = of(elf(DYN, segments=((INTERP, b"/lib64/ld.so\0"), (LOAD, b""), (DYNAMIC, dynamic(NEEDED)))))
    assert found == Program("/lib64/ld.so", libraries=True)
    assert not found.is_static


def test_a_static_pie_has_a_dynamic_section_and_is_static():
    assert of(elf(DYN, segments=((LOAD, b""), (DYNAMIC, dynamic(FLAGS_1))))).is_static


def test_libraries_without_a_loader_are_not_static():
    assert not of(elf(DYN, segments=((LOAD, b""), (DYNAMIC, dynamic(FLAGS_1, NEEDED))))).is_static


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("order", ["<", ">"])
def test_every_class_and_byte_order(bits, order):
    segments = ((LOAD, b""), (INTERP, b"/ld\0"), (DYNAMIC, dynamic(NEEDED, bits=bits, order=order)))
    assert of(elf(bits=bits, order=order, segments=segments)) == Program("/ld", libraries=True)


def test_tables_far_behind_the_header_are_read():
    asked = []
    data = elf(segments=((LOAD, b""), (INTERP, b"/ld\0")), far=1_000_000)

    def read(offset, size):
        asked.append((offset, size))
        return data[offset : offset + size]

    assert parse(read) == Program("/ld", libraries=False)
    assert asked == [(0, HEAD_BYTES), (len(data) - 4, 4)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"#!/bin/sh\necho Hello World\n",
        b"\x7fELF",
        b"\x7fELF" + bytes(60),
        b"MZ" + bytes(100),
        elf(REL),
        elf(CORE),
        elf(DYN, entry=0),
        elf(segments=()),
        elf()[:70],
        elf(segments=((LOAD, b""), (INTERP, bytes(100_000)))),
        elf(segments=((LOAD, b""), (INTERP, b"\xff\xfe\0"))),
    ],
    ids=[
        "empty",
        "script",
        "magic only",
        "zeros",
        "Windows",
        "object file",
        "core",
        "shared library",
        "no segments",
        "cut off",
        "endless name",
        "name in no encoding",
    ],
)
def test_a_file_that_is_not_a_program(data):
    assert of(data) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_parsed_without_an_error(data):
    assert of(data) is None or data[:4] == b"\x7fELF"


@given(st.data())
def test_a_damaged_program_is_parsed_without_an_error(data):
    whole = bytearray(elf(DYN, segments=((INTERP, b"/ld\0"), (LOAD, b""), (DYNAMIC, dynamic(NEEDED)))))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    of(bytes(whole))
