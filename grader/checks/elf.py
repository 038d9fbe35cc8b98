"""What a program on the graded host needs before it can run, read from its headers without copying the program."""

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
"""Gives the bytes of a file from an offset on, at most so many."""

HEAD_BYTES = 4096
"""Linkers put the program headers right behind the file header."""

TABLE_BYTES = 65_536
"""No honest program has larger headers or a larger dynamic section."""

FARTHEST = 1 << 40


@dataclass(frozen=True, slots=True)
class Program:
    """An ELF file that Linux can start."""

    loader: str
    """The program interpreter that it names, such as /lib64/ld-linux-x86-64.so.2; empty when it needs none."""
    libraries: bool
    """Whether it names shared libraries."""

    @property
    def is_static(self) -> bool:
        """Whether it runs with nothing but itself; so does a static PIE, which has a dynamic section of its own."""
        return not self.loader and not self.libraries


def program_at(session: Session, path: str) -> Program | None:
    """The program in a file of the graded host; None when the file is none that Linux could start."""

    def read(offset: int, size: int) -> bytes:
        said = session.run(f"tail -c +{offset + 1} -- {shlex.quote(path)} | head -c {size} | od -An -v -tx1")
        try:
            return bytes.fromhex(said.out.decode("ascii"))
        except ValueError:
            raise GarbledAnswer(
                f"The host does not tell the bytes of {path}.", next_step=f"Try it there by hand: od -tx1 {path}."
            ) from None

    return parsed(read)


def parsed(read: Read) -> Program | None:
    """The program whose bytes `read` gives; None when they are no program."""
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
    """A part of the file, from its head where that reaches so far."""
    if size > TABLE_BYTES or offset > FARTHEST:
        raise ELFError("a table beyond all measure")
    part = head[offset : offset + size] if offset + size <= len(head) else read(offset, size)
    if len(part) < size:
        raise ELFError("a table beyond the end of the file")
    return part
