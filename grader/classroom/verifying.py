"""Verifies evidence files: their integrity, and their match with a class's key, roster and gradebook."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.classes import Class
from grader.classroom.filenames import RECEIPT, file_name
from grader.classroom.submissions.owners import OwnerIndex, UnknownOwner
from grader.errors import UsageError
from grader.evidence.facts import Manifest
from grader.evidence.file import Evidence, inspect
from grader.evidence.hashchain import counted
from grader.evidence.keys import user_folder
from grader.evidence.signing import fingerprint
from grader.message import Message
from grader.records.entries import Record
from grader.records.gradebook import Gradebook
from grader.reports.summary import moment

_EVIDENCE = (".gz", ".evidence", RECEIPT)


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome for one file: `problems` say what is wrong with it, `remarks` describe it."""

    path: Path
    problems: tuple[Message | str, ...]
    remarks: tuple[Message | str, ...]

    @property
    def valid(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class ClassReference:
    """What evidence is compared with: the key, the roster and the gradebook of a class."""

    key: str
    """The public key of the class; empty if there is none yet."""
    owners: OwnerIndex
    folders: Mapping[str, str]
    """The students by the names of their evidence folders."""
    records: Mapping[Path, Record]
    """By the path of their evidence."""
    hashes: Mapping[str, Record]
    """By the SHA-256 hash of their evidence."""

    @classmethod
    def of(cls, class_: Class, results: Path | None = None) -> ClassReference:
        """The reference data of a class; without records if it was never graded."""
        records = list(_records(class_, results))
        return cls(
            _public(class_.keys_folder),
            OwnerIndex(class_.students),
            {file_name(one.id): one.id for one in class_.students},
            {one.evidence.resolve(): one for one in records if one.evidence},
            {one.evidence_sha256: one for one in records if one.evidence_sha256},
        )

    def recorded(self) -> list[Path]:
        """All evidence files that the gradebook names, whether they exist or not."""
        return sorted(self.records)


def evidence_files(paths: Iterable[Path]) -> list[Path]:
    """These files, and all files in these folders that look like evidence or receipts.

    Raises:
        UsageError: a folder has none.
    """
    found = []
    for path in paths:
        inside = sorted(one for one in path.rglob("*") if one.suffix in _EVIDENCE) if path.is_dir() else [path]
        if not inside:
            step = "Give evidence files, or a folder that contains some."
            raise UsageError("There is no evidence in {path}.", next_step=step, path=path)
        found += inside
    return found


def verify_file(path: Path, reference: ClassReference | None = None) -> Verification:
    """Verify one file; with `reference`, also against a class."""
    found = inspect(path)
    if found.evidence is None:
        return Verification(path, (found.problem or Message("it cannot be read"),), ())
    evidence = found.evidence
    problems: list[Message | str] = []
    if found.problem is not None:
        problems.append(found.problem)
    elif evidence.torn:
        facts = counted(len(evidence.facts))
        problems.append(Message("is torn: it breaks off after {facts}, and its seal is missing", facts=facts))
    elif found.unfinished:
        problems.append(
            Message("is cut short: all that was sealed is there, and the end of its compressed bytes is not")
        )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    problems += _misplaced(path, evidence.manifest)
    if reference is not None:
        problems += _against_class(path, evidence, digest, reference)
    remarks = [] if problems else [Message("whole, {facts}", facts=counted(len(evidence.facts)))]
    return Verification(
        path, tuple(problems), (*remarks, _description(evidence.manifest), *_sealed(evidence, reference))
    )


def _misplaced(path: Path, manifest: Manifest) -> list[Message]:
    """The problem with a file whose name is that of another exercise."""
    named = re.search(r"(?<![A-Za-z0-9])ex\d\d(?!\d)", path.name)
    if named and named.group() != manifest.exercise:
        return [
            Message(
                "is evidence for {exercise}, but its name says {named}",
                exercise=_exercise(manifest),
                named=named.group(),
            )
        ]
    return []


def _against_class(path: Path, evidence: Evidence, digest: str, reference: ClassReference) -> Iterator[Message]:
    manifest = evidence.manifest
    place = reference.records.get(path.resolve())
    if place is not None and place.evidence_sha256 != digest:
        yield Message(
            "differs from what the gradebook recorded on {when} for {student}",
            when=f"{place.recorded:%Y-%m-%d %H:%M} UTC",
            student=place.student,
        )
    owner = place.student if place else _owner(path, reference)
    named = manifest.student
    if owner is not None and named is not None and owner not in {named, *reference.owners.named(named)}:
        yield Message("is in {owner}'s place, but names {student}", owner=owner, student=named)
    record = place or reference.hashes.get(digest)
    if record is not None and record.exercise != manifest.exercise:
        yield Message(
            "was recorded for {recorded}, but is evidence for {exercise}",
            recorded=record.exercise,
            exercise=_exercise(manifest),
        )
    key = evidence.ending.key if evidence.ending else ""
    if digest not in reference.hashes and key != reference.key and evidence.ending is not None:
        seal = next(_sealed(evidence, None))
        if reference.key:
            yield Message(
                "is {sealed}, not by this class ({key}), and is not in the gradebook",
                sealed=seal,
                key=fingerprint(reference.key),
            )
        else:
            yield Message("is {sealed}, not by this class, and is not in the gradebook", sealed=seal)


def _owner(path: Path, reference: ClassReference) -> str | None:
    """The student whose folder the file is in, or else the student whom its path names."""
    place = path.resolve()
    if place.parent.name in reference.folders:
        return reference.folders[place.parent.name]
    try:
        return reference.owners.owner(Path(*place.parts[-2:]))
    except UnknownOwner:
        return None


def _exercise(manifest: Manifest) -> str | Message:
    return manifest.exercise or Message("no exercise")


def _description(manifest: Manifest) -> Message:
    when = moment(manifest.started) if manifest.started else Message("at an unknown time")
    if not manifest.student:
        return Message("{exercise}, {when}", exercise=_exercise(manifest), when=when)
    return Message("{exercise} of {student}, {when}", exercise=_exercise(manifest), student=manifest.student, when=when)


def _sealed(evidence: Evidence, reference: ClassReference | None) -> Iterator[Message]:
    if evidence.ending is None:
        return
    key = evidence.ending.key
    if not key:
        yield Message("sealed without a signature")
    elif reference is not None and key == reference.key:
        yield Message("sealed by this class, {key}", key=fingerprint(key))
    elif key == _public(user_folder()):
        yield Message("sealed by you, {key}", key=fingerprint(key))
    else:
        yield Message("sealed by {key}", key=fingerprint(key))


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
