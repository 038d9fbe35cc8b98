"""The evidence of one attempt, in memory and as a file. `docs/evidence.md` describes the file format."""

from __future__ import annotations

import contextlib
import itertools
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from grader.errors import EvidenceDamaged, NotInEvidence, UsageError
from grader.evidence.facts import Ending, Fact, Manifest, refused
from grader.evidence.gziplines import LARGEST_FILE, LONGEST_LINE, GzipLineReader, GzipLineWriter, Unreadable, opened
from grader.evidence.hashchain import ChainReader, ChainWriter, written
from grader.evidence.signing import Signer
from grader.files import atomic_file
from grader.message import Message

NAMED_AS_EVIDENCE = re.compile(r"(?i)\.(evidence|gz)\b")
"""What the names of evidence files contain, also after a browser has numbered them: ex05.evidence (1)."""

_RESERVED = 1_000_000
"""Bytes of a file that are reserved for the ending and the seal."""

_ANOTHER = Message("Record it again, or use an undamaged copy.")


@dataclass
class Evidence:
    """Everything that was asked and answered in one attempt: the manifest and the facts.

    `ending` is set for evidence that was read from a file. `torn`: the file was truncated, so later facts are missing.
    """

    manifest: Manifest = field(default_factory=Manifest)
    facts: list[Fact] = field(default_factory=list)
    ending: Ending | None = field(default=None, compare=False)
    torn: bool = False

    def write(self, path: Path, signer: Signer | None = None) -> None:
        """Write the evidence file atomically and durably, for its owner only.

        Without a signer, the seal shows accidental changes, but not who wrote the file.

        Raises:
            UsageError: it cannot be written there.
        """
        with _evidence_file(path) as file:
            self._write(file, signer)

    def _write(self, file: BinaryIO, signer: Signer | None) -> None:
        writer, chain = GzipLineWriter(file), ChainWriter()
        writer.add(chain.manifest(self.manifest))
        for fact in _within_limits(self.facts):
            writer.add(chain.fact(fact))
        ending = Ending.of(self.manifest, self.facts, key=signer.public if signer else "")
        writer.add(chain.seal(ending, signer))
        writer.close()

    @classmethod
    def read(cls, path: Path) -> Evidence:
        """Read and verify an evidence file. A truncated file is read up to the break and is `torn`.

        Raises:
            EvidenceDamaged: there is no such file, it is not what was sealed, or it exceeds the limits of
                `grader.evidence.gziplines`.
        """
        found = inspect(path)
        if found.evidence is None:
            raise EvidenceDamaged(
                "{path} is not a readable evidence file ({why}).",
                next_step=_ANOTHER if path.exists() else "Check the path and its permissions.",
                path=path,
                why=found.reason,
            )
        if found.reason is not None:
            raise EvidenceDamaged("{path} is damaged ({why}).", next_step=_ANOTHER, path=path, why=found.reason)
        return found.evidence


def copy(source: Path, path: Path) -> None:
    """Keep an evidence file unchanged at another path, as `Evidence.write` would.

    Raises:
        UsageError: the source cannot be read any more, or the path not be written.
    """
    with _evidence_file(path) as file, source.open("rb") as original:
        shutil.copyfileobj(original, file)


@contextlib.contextmanager
def _evidence_file(path: Path) -> Iterator[BinaryIO]:
    try:
        with atomic_file(path) as file:
            yield file
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {why}.",
            next_step="Choose another place for it.",
            path=path,
            why=error.strerror or error,
        ) from error


@dataclass(frozen=True, slots=True)
class Inspected:
    """The result of reading an evidence file: what could be read, and what is wrong with it."""

    evidence: Evidence | None
    reason: Message | None
    """What is wrong, as a clause; None if nothing is."""
    unfinished: bool = False
    """Whether the compressed data was truncated after the seal, so that nothing is missing."""

    @property
    def problem(self) -> str | None:
        """What is wrong, as a predicate to the file's name; None if nothing is."""
        known = "is not a readable evidence file" if self.evidence is None else "is damaged"
        return None if self.reason is None else f"{known} ({self.reason})"

    @property
    def place(self) -> str:
        """A name for the last part that could be read."""
        count = len(self.evidence.facts) if self.evidence else 0
        return f"fact {count}" if count else "the manifest"


def inspect(path: Path) -> Inspected:
    """Read and verify an evidence file; what is wrong is in the result and never raised."""
    chain = ChainReader()
    torn = False
    reason = None
    try:
        with opened(path) as file:
            lines = GzipLineReader(file)
            chain.take(lines)
            torn = lines.torn
        if chain.manifest is None:
            raise Unreadable("it ends before its manifest is complete" if torn else "it is empty")
        if not chain.sealed and not torn:
            raise Unreadable("its seal is missing: it ends with {place}", place=chain.place)
    except Unreadable as error:
        reason = error.reason
    except OSError as error:
        reason = Message(str(error.strerror))
    if chain.manifest is None:
        return Inspected(None, reason)
    evidence = Evidence(chain.manifest, chain.facts, chain.ending, torn and not chain.sealed)
    return Inspected(evidence, reason, torn and chain.sealed)


def peek(path: Path) -> Manifest | None:
    """The manifest of an evidence file, without reading the rest; None if it cannot be read."""
    chain = ChainReader()
    try:
        with opened(path) as file:
            chain.take(itertools.islice(iter(GzipLineReader(file)), 1))
    except (Unreadable, OSError):
        return None
    return chain.manifest


def _within_limits(facts: list[Fact]) -> Iterator[Fact]:
    """The facts, without answers that would exceed a reader's limits; a replay reports those as “not in evidence”."""
    left = LARGEST_FILE - _RESERVED
    exactly = sum(map(_bound, facts)) > left
    for fact in facts:
        size = _size(fact, exactly=exactly)
        if size > min(left, LONGEST_LINE):
            error = NotInEvidence(
                "Not in evidence: an answer of {size} MB was too large to be kept.",
                next_step="This needs the live host: grade it again.",
                size=size // 1_000_000,
            )
            fact = refused(fact, error)  # noqa: PLW2901  the same question
            size = _size(fact, exactly=exactly)
        left -= size
        yield fact


def _size(fact: Fact, *, exactly: bool) -> int:
    """The length of the fact's line in bytes; a quick upper bound for small facts unless it is needed exactly."""
    bound = _bound(fact)
    if bound < 100_000 and not exactly:
        return bound
    return len(written(fact.model_dump(mode="json", exclude_defaults=True))) + 100


def _bound(fact: Fact) -> int:
    """An upper bound of the length of the fact's line in bytes: an escaped character takes up to six."""
    values = (fact.command, fact.request, fact.sent, fact.out, fact.err, fact.body, fact.problem, fact.next_step)
    length = sum(len(v if isinstance(v, str) else v["base64"]) for v in values if v)
    length += sum(len(k) + len(v) for k, v in fact.headers) + (len(repr(fact.message)) if fact.message else 0)
    return 6 * length + 1_000
