"""Verifies evidence: against itself, and against the key, the roster and the gradebook of a class."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.classes import Class
from grader.classroom.filenames import file_name
from grader.classroom.submissions.owners import OwnerIndex, UnknownOwner
from grader.errors import UsageError
from grader.evidence.facts import Manifest
from grader.evidence.file import Evidence, inspect
from grader.evidence.hashchain import counted
from grader.evidence.keys import user_folder
from grader.evidence.signing import fingerprint
from grader.records.entries import Record
from grader.records.gradebook import Gradebook

_EVIDENCE = (".gz", ".evidence")


@dataclass(frozen=True, slots=True)
class Verification:
    """What there is to be said of one file: `problems` are what is wrong, `remarks` what is so."""

    path: Path
    problems: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class ClassReference:
    """What the evidence of a class must agree with."""

    key: str
    """The public key of the class; empty if it has none yet."""
    owners: OwnerIndex
    folders: Mapping[str, str]
    """Students by what their folders are called."""
    records: Mapping[Path, Record]
    """By the place of their evidence."""
    hashes: Mapping[str, Record]
    """By the SHA-256 of their evidence."""

    @classmethod
    def of(cls, class_: Class, results: Path | None = None) -> ClassReference:
        """The class with what its gradebook recorded; a class that was never graded has none."""
        records = list(_records(class_, results))
        return cls(
            _public(class_.keys_folder),
            OwnerIndex(class_.students),
            {file_name(one.id): one.id for one in class_.students},
            {one.evidence.resolve(): one for one in records if one.evidence},
            {one.evidence_sha256: one for one in records if one.evidence_sha256},
        )

    def recorded(self) -> list[Path]:
        """All evidence that the gradebook names, whether it is there or not."""
        return sorted(self.records)


def evidence_files(paths: Iterable[Path]) -> list[Path]:
    """The files, and those in folders that look like evidence.

    Raises:
        UsageError: a folder holds none.
    """
    found = []
    for path in paths:
        inside = sorted(one for one in path.rglob("*") if one.suffix in _EVIDENCE) if path.is_dir() else [path]
        if not inside:
            raise UsageError(f"There is no evidence in {path}.", next_step="Give files, or the folder that holds them.")
        found += inside
    return found


def verify_file(path: Path, of_class: ClassReference | None = None) -> Verification:
    """Verify one file."""
    found = inspect(path)
    if found.evidence is None:
        return Verification(path, (found.problem or "it cannot be read",), ())
    evidence, problems = found.evidence, []
    if found.problem is not None:
        problems.append(found.problem)
    elif evidence.torn:
        problems.append(f"is torn: it breaks off after {counted(len(evidence.facts))}, and its seal is missing")
    elif found.unfinished:
        problems.append("is cut short: all that was sealed is there, and the end of its compressed bytes is not")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    problems += _misplaced(path, evidence.manifest)
    if of_class is not None:
        problems += _against_class(path, evidence, digest, of_class)
    remarks = [] if problems else [f"whole, {counted(len(evidence.facts))}"]
    return Verification(path, tuple(problems), (*remarks, _of(evidence.manifest), *_sealed(evidence, of_class)))


def _misplaced(path: Path, manifest: Manifest) -> list[str]:
    """What the file's own name says otherwise."""
    named = re.search(r"(?<![A-Za-z0-9])ex\d\d(?!\d)", path.name)
    if named and named.group() != manifest.exercise:
        return [f"its name says {named.group()}, and it is of {manifest.exercise or 'no exercise'}"]
    return []


def _against_class(path: Path, evidence: Evidence, digest: str, of_class: ClassReference) -> Iterator[str]:
    manifest = evidence.manifest
    place = of_class.records.get(path.resolve())
    if place is not None and place.evidence_sha256 != digest:
        yield f"is not what the gradebook recorded on {place.recorded:%Y-%m-%d %H:%M} UTC for {place.student}"
    owner = place.student if place else _owner(path, of_class)
    named = manifest.student
    if owner is not None and named is not None and owner not in {named, *of_class.owners.named(named)}:
        yield f"lies in {owner}'s place, and is of {named}"
    record = place or of_class.hashes.get(digest)
    if record is not None and record.exercise != manifest.exercise:
        yield f"was recorded for {record.exercise}, and is of {manifest.exercise}"
    key = evidence.ending.key if evidence.ending else ""
    if digest not in of_class.hashes and key != of_class.key and evidence.ending is not None:
        said = f"by {fingerprint(key)}" if key else "without a signature"
        ours = f" ({fingerprint(of_class.key)})" if of_class.key else ""
        yield f"is sealed {said}, not by this class{ours}, and the gradebook does not know it"


def _owner(path: Path, of_class: ClassReference) -> str | None:
    """The student whose place this is, by the folder's name as we write it, else by the names in the path."""
    place = path.resolve()
    if place.parent.name in of_class.folders:
        return of_class.folders[place.parent.name]
    try:
        return of_class.owners.owner(Path(*place.parts[-2:]))
    except UnknownOwner:
        return None


def _of(manifest: Manifest) -> str:
    whose = f" of {manifest.student}" if manifest.student else ""
    return f"{manifest.exercise or 'no exercise'}{whose}, {manifest.started or 'at an unknown time'}"


def _sealed(evidence: Evidence, of_class: ClassReference | None) -> Iterator[str]:
    if evidence.ending is None:
        return
    key = evidence.ending.key
    if not key:
        yield "sealed without a signature"
    elif of_class is not None and key == of_class.key:
        yield f"sealed by this class, {fingerprint(key)}"
    else:
        yield f"sealed by {'you, ' if key == _public(user_folder()) else ''}{fingerprint(key)}"


def _public(folder: Path) -> str:
    public = folder / "signing.pub"
    return public.read_text(encoding="utf-8").strip() if public.is_file() else ""


def _records(class_: Class, results: Path | None) -> Iterator[Record]:
    url = class_.gradebook(results)
    if "://" not in url and not Path(url).exists():
        return
    with Gradebook.open(url, create=False) as gradebook:
        for student in class_.students:
            yield from gradebook.history(student.id, class_name=class_.file.name)
