"""Receipts of submissions: small text files that name an evidence file by its SHA-256, for a student to keep and show.

A receipt is a comment and a line as `sha256sum` prints it, so that `sha256sum --check` reads it. Receipts that it
replaces follow as comments: the file that was submitted may be an earlier one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from grader.classroom.filenames import RECEIPT
from grader.classroom.verifying import ClassReference, Verification
from grader.errors import UsageError
from grader.files import write_file
from grader.message import Message
from grader.text.clean import one_line

_MAX_BYTES = 100_000
_MOST_EARLIER = 100
_LINE = re.compile(r"^(?:#([^\n]*)\n)?(# )?([0-9a-f]{64}) [ *](?!\.\.?$)([^/\n]{1,255})$", re.MULTILINE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One evidence file, by its name and the SHA-256 of its bytes in hexadecimal digits; `note` is for people."""

    file: str
    sha256: str
    note: str
    earlier: tuple[Receipt, ...] = ()
    """Those that it replaces, the newest first."""

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
        found = [
            (bool(earlier), cls(name, sha256, one_line(comment.partition(":")[2].strip(), 200)))
            for comment, earlier, sha256, name in _LINE.findall(text)
        ]
        own = [receipt for is_earlier, receipt in found if not is_earlier]
        if not own:
            raise UsageError(
                "{path} is not a receipt of grader submit.",
                next_step="Give the file that it wrote beside the evidence.",
                path=path,
            )
        return replace(own[0], earlier=tuple(receipt for is_earlier, receipt in found if is_earlier))

    def write(self, path: Path) -> None:
        """Write it to a file, and below it the receipts that the file had.

        Raises:
            UsageError: it cannot be written there, or there is another file than a receipt.
        """
        earlier: list[Receipt] = []
        if path.exists():
            try:
                last = Receipt.read(path)
            except UsageError as error:
                step = Message("Move it to another place, then try again.")
                raise UsageError(error.problem_message, next_step=step) from error
            earlier = [one for one in (last, *last.earlier) if one.sha256 != self.sha256][:_MOST_EARLIER]
        lines = [f"# grader receipt: {self.note}\n{self.sha256}  {self.file}\n"]
        lines += (f"# earlier receipt: {one.note}\n# {one.sha256}  {one.file}\n" for one in earlier)
        try:
            write_file(path, "".join(lines))
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
        return Verification(path, (error.problem_message,), ())
    for one in (receipt, *receipt.earlier):
        record = reference.hashes.get(one.sha256) if reference else None
        if one.sha256 in known:
            return Verification(path, (), (Message("agrees with {file}", file=known[one.sha256].name), one.note))
        if record is not None:
            when = f"{record.recorded:%Y-%m-%d %H:%M} UTC"
            graded = Message("agrees with what was graded for {student} on {when}", student=record.student, when=when)
            return Verification(path, (), (graded, one.note))
    if beside.is_file():
        problem = Message("{file} is another file", file=receipt.file)
    else:
        problem = Message("{file} is not among the files", file=receipt.file)
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
