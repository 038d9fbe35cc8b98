"""Receipts of submissions: small text files that name an evidence file by its SHA-256, for a student to keep and show.

A receipt is a comment and a line as `sha256sum` prints it, so that `sha256sum --check` reads it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.classroom.filenames import RECEIPT
from grader.classroom.verifying import ClassReference, Verification
from grader.errors import UsageError
from grader.files import write_file
from grader.text.clean import one_line

_MAX_BYTES = 10_000
_LINE = re.compile(r"^([0-9a-f]{64}) [ *](?!\.\.?$)([^/\n]{1,255})$", re.MULTILINE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One evidence file, by its name and the SHA-256 of its bytes in hexadecimal digits; `note` is for people."""

    file: str
    sha256: str
    note: str

    @classmethod
    def of(cls, evidence: Path, *, exercise: str, student: str) -> Receipt:
        """The receipt of a file, made now.

        Raises:
            UsageError: the file cannot be read.
        """
        time = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        return cls(evidence.name, _sha256(evidence), f"{exercise}, student {one_line(student, 80)}, {time}")

    @classmethod
    def read(cls, path: Path) -> Receipt:
        """The receipt in a file.

        Raises:
            UsageError: it cannot be read, or it is not a receipt.
        """
        try:
            with path.open("rb") as file:
                text = file.read(_MAX_BYTES).decode("utf-8", "replace")
        except OSError as error:
            raise _unreadable(path, error) from error
        found = _LINE.search(text)
        if found is None:
            raise UsageError(
                "{path} is not a receipt of grader submit.",
                next_step="Give the file that it wrote beside the evidence.",
                path=path,
            )
        note = text.partition("\n")[0].partition(":")[2].strip()
        return cls(found[2], found[1], one_line(note, 200))

    def write(self, path: Path) -> None:
        """Write it to a file.

        Raises:
            UsageError: it cannot be written there.
        """
        try:
            write_file(path, f"# grader receipt: {self.note}\n{self.sha256}  {self.file}\n")
        except OSError as error:
            raise UsageError(
                "{path} cannot be written: {why}.",
                next_step="Check the folder's permissions and its free space.",
                path=path,
                why=error.strerror or error,
            ) from error


def receipt_path(evidence: Path) -> Path:
    """Where the receipt of an evidence file is written: `ex05.receipt` beside `ex05.evidence`."""
    return evidence.with_suffix(RECEIPT) if evidence.suffix == ".evidence" else Path(f"{evidence}{RECEIPT}")


def digests(files: Iterable[Path]) -> dict[str, Path]:
    """The files that can be read by their SHA-256."""
    return {_sha256(path): path for path in files if path.is_file()}


def verify_receipt(path: Path, files: Mapping[str, Path], reference: ClassReference | None = None) -> Verification:
    """Whether a receipt agrees with one of these files, with the file of its name beside it, or with a class's records.

    Args:
        path: the receipt.
        files: other files by their SHA-256.
        reference: the class.
    """
    try:
        receipt = Receipt.read(path)
        beside = path.with_name(receipt.file)
        known = {**digests([beside]), **files}
    except UsageError as error:
        return Verification(path, (error.problem,), ())
    record = reference.hashes.get(receipt.sha256) if reference else None
    if receipt.sha256 in known:
        return Verification(path, (), (f"agrees with {known[receipt.sha256].name}", receipt.note))
    if record is not None:
        when = f"{record.recorded:%Y-%m-%d %H:%M} UTC"
        return Verification(path, (), (f"agrees with what was graded for {record.student} on {when}", receipt.note))
    problem = f"{receipt.file} is another file" if beside.is_file() else f"{receipt.file} is not among the files"
    return Verification(path, (problem,), (receipt.note,))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        "{path} cannot be read: {why}.",
        next_step="Check the path and its permissions.",
        path=path,
        why=error.strerror or error,
    )
