"""Whether a program on the graded host is linked statically. Only its ELF headers are read, not the whole file."""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from elftools.common.exceptions import ELFError
from elftools.common.utils import struct_parse
from elftools.elf.structs import ELFStructs

from grader.checks.session import Session
from grader.errors import GarbledAnswer

Read = Callable[[int, int], bytes]
"""Reads bytes of a file: `read(offset, size)` returns at most `size` bytes."""

HEAD_BYTES = 4096
"""The bytes read first. Linkers put the program headers right behind the file header."""

TABLE_BYTES = 65_536
"""The largest program header table or dynamic section that is read; real programs stay far below."""

LARGEST_OFFSET = 1 << 40
"""The largest offset in a file, in bytes, that is read."""


@dataclass(frozen=True, slots=True)
class Program:
    """An ELF file that Linux can start.

    Attributes:
        loader: Its program interpreter, such as /lib64/ld-linux-x86-64.so.2; empty if it needs none.
        libraries: Whether it needs shared libraries.
    """

    loader: str
    libraries: bool

    @property
    def is_static(self) -> bool:
        """Whether it runs without a loader and without libraries. A static PIE counts as static."""
        return not self.loader and not self.libraries


def program_at(session: Session, path: str) -> Program | None:
    """Read the headers of a program on the graded host.

    Args:
        session: The visit.
        path: The file on the graded host. The graded account must be able to read it.

    Returns:
        The program; None if Linux could not start the file.

    Raises:
        GarbledAnswer: The host does not give the file's bytes.
        HostTimeout: The host did not answer in time, or the check has no time left.
        NotInEvidence: In a regrade: this file was not read.

    Example:
        program = program_at(session, f"{home}/hello_static")
        if program is None or not program.is_static:
            fail("not-static")
    """

    def read(offset: int, size: int) -> bytes:
        dump = session.run(f"tail -c +{offset + 1} -- {shlex.quote(path)} | head -c {size} | od -An -v -tx1")
        try:
            return bytes.fromhex(dump.out.decode("ascii"))
        except ValueError:
            raise GarbledAnswer(
                "The bytes of {path} could not be read on the host.",
                next_step="Try it by hand on the host: od -tx1 {path}",
                path=path,
            ) from None

    return parse(read)


def parse(read: Read) -> Program | None:
    """Parse the headers of a program that a check reads in its own way, for instance from inside a container.

    Args:
        read: Returns bytes of the file: `read(offset, size)`, at most `size` of them.

    Returns:
        The program; None if Linux could not start the file.

    Example:
        program = parse(lambda offset, size: data[offset : offset + size])
    """
    head = read(0, HEAD_BYTES)
    if head[:4] != b"\x7fELF" or len(head) < 52 or head[4] not in {1, 2} or head[5] not in {1, 2}:
        return None
    try:
        return _program(head, read)
    except (ELFError, UnicodeDecodeError):
        return None


def _program(head: bytes, read: Read) -> Program | None:
    structs = ELFStructs(little_endian=head[5] == 1, elfclass=32 * head[4])
    structs.create_basic_structs()
    header = struct_parse(structs.Elf_Ehdr, io.BytesIO(head), 0)
    structs.create_advanced_structs(header["e_type"], header["e_machine"], header["e_ident"]["EI_OSABI"])
    # An object file has neither; a shared library has segments but nowhere to begin.
    if header["e_type"] not in {"ET_EXEC", "ET_DYN"} or not header["e_entry"]:
        return None
    segments = list(_segments(structs, header, head, read))
    if not any(s["p_type"] == "PT_LOAD" for s in segments):
        return None
    tables = {
        kind: [_table(s["p_offset"], s["p_filesz"], head, read) for s in segments if s["p_type"] == kind]
        for kind in ("PT_INTERP", "PT_DYNAMIC")
    }
    loader = b"".join(tables["PT_INTERP"]).split(b"\0")[0].decode()
    return Program(loader, libraries=any(_names_libraries(structs, table) for table in tables["PT_DYNAMIC"]))


def _segments(structs: ELFStructs, header: Any, head: bytes, read: Read) -> Iterator[Any]:
    size = structs.Elf_Phdr.sizeof()
    if header["e_phentsize"] != size:
        raise ELFError("program headers of an unknown size")
    table = _table(header["e_phoff"], header["e_phnum"] * size, head, read)
    for number in range(header["e_phnum"]):
        yield struct_parse(structs.Elf_Phdr, io.BytesIO(table), number * size)


def _names_libraries(structs: ELFStructs, dynamic: bytes) -> bool:
    size = structs.Elf_Dyn.sizeof()
    for at in range(0, len(dynamic) - size + 1, size):
        tag = struct_parse(structs.Elf_Dyn, io.BytesIO(dynamic), at)["d_tag"]
        if tag == "DT_NULL":
            break
        if tag == "DT_NEEDED":
            return True
    return False


def _table(offset: int, size: int, head: bytes, read: Read) -> bytes:
    """A part of the file, taken from its head if the head is long enough."""
    if size > TABLE_BYTES or offset > LARGEST_OFFSET:
        raise ELFError("a table beyond all measure")
    part = head[offset : offset + size] if offset + size <= len(head) else read(offset, size)
    if len(part) < size:
        raise ELFError("a table beyond the end of the file")
    return part
