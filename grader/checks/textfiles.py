"""Small files that the student wrote on the graded host."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from grader.checks.conclusion import fail
from grader.checks.nearmisses import near_file
from grader.checks.session import Session
from grader.errors import GarbledAnswer

LARGEST_FILE = 200_000
"""How much of a file is read, in bytes."""

# Terminal sequences (ECMA-48): docker stats without --no-stream draws its table with them.
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")

_LOOK = (
    'f={path}; for t in stat head; do command -v $t >/dev/null || {{ echo "$t: not found" >&2; exit 127; }}; done; '
    'stat -L -c \'%A %s %Y\' -- "$f" 2>/dev/null || exit 0; [ -f "$f" ] && head -c {most} -- "$f" 2>/dev/null'
)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file and what is in it.

    Attributes:
        path: Its path on the host.
        raw: The first 200,000 bytes.
        size: Its size in bytes.
        changed: When it was last written, in seconds since 1970.
    """

    path: str
    raw: bytes
    size: int
    changed: int

    @property
    def text(self) -> str:
        """The text, without the codes that a terminal needs. Bytes that are not UTF-8 are replaced."""
        return _SEQUENCE.sub("", self.raw.decode("utf-8-sig", "replace")).replace("\r", "\n")

    @property
    def lines(self) -> list[str]:
        """The lines that are not empty, without spaces around them."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


def text_file(session: Session, path: str, *, may_be_empty: bool = False) -> TextFile:
    """Read a file of the student's that must exist and not be empty.

    Args:
        session: The visit.
        path: The path on the host.
        may_be_empty: Whether an empty file is right as well.

    Raises:
        Concluded: The check fails with `missing`, `no-file`, `not-readable` or `empty`.
        HostTimeout: The host did not answer in time, or the check has no time left.
        NotInEvidence: In a regrade: this file was not read.

    Example:
        if "hello world" not in text_file(session, f"{home}/index.html").text:
            fail("no-greeting")
    """
    seen = session.run(_LOOK.format(path=shlex.quote(path), most=LARGEST_FILE))
    head, _, raw = seen.out.partition(b"\n")
    words = head.decode("ascii", "replace").split()
    if not words:
        fail("missing", expected=path, near_file=near_file(session, path))
    if len(words) != 3 or not words[1].isdigit() or not words[2].lstrip("-").isdigit():
        raise GarbledAnswer(
            "The host does not describe the file {path}.",
            next_step="Try it by hand: stat -L {path}",
            path=path,
        )
    mode, size, changed = words[0], int(words[1]), int(words[2])
    if not mode.startswith("-"):
        fail("no-file", seen=mode, path=path)
    if size and not raw:
        fail("not-readable", seen=mode, path=path)
    if not size and not may_be_empty:
        fail("empty", path=path)
    return TextFile(path, raw, size, changed)
