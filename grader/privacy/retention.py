"""Finds and removes what is older than the retention times in the class file."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.class_file import Retention
from grader.privacy.places import Places
from grader.privacy.traces import remove_files
from grader.records.gradebook import Gradebook
from grader.records.removal import Old

_NOTHING = Old((), frozenset())


@dataclass(frozen=True)
class Expired:
    """What is too old and will be removed."""

    evidence_before: datetime.datetime | None
    records_before: datetime.datetime | None
    evidence: Old
    records: Old
    files: tuple[Path, ...]
    """Evidence files, including those of old records."""

    @property
    def any(self) -> bool:
        return bool(self.evidence.attempts or self.records.attempts or self.files)


def expired(gradebook: Gradebook, class_name: str, places: Places, rule: Retention, now: datetime.datetime) -> Expired:
    """Find what is too old, by the time when it was recorded."""
    evidence, evidence_before = _NOTHING, None
    if rule.evidence is not None:
        evidence_before = now - rule.evidence
        evidence = gradebook.old(evidence_before, with_evidence=True, class_name=class_name)
    records, records_before = _NOTHING, None
    if rule.records is not None:
        records_before = now - rule.records
        records = gradebook.old(records_before, class_name=class_name)
    files = {gradebook.file(path) for path in evidence.evidence | records.evidence}
    ours = places.evidence.resolve()
    there = (path for path in files if path.is_file() and path.resolve().is_relative_to(ours))
    return Expired(evidence_before, records_before, evidence, records, tuple(sorted(there)))


def remove(gradebook: Gradebook, class_name: str, places: Places, found: Expired, *, roster: Collection[str]) -> None:
    """Remove what expired. Files are removed first, so that an interrupted removal can be repeated.

    Raises:
        GraderError: something could not be removed; repeating the removal removes the rest.
    """
    remove_files(found.files, places.evidence)
    gradebook.forget_evidence(found.evidence.evidence)
    if found.records_before is not None and found.records.attempts:
        gradebook.delete_old(found.records, found.records_before, roster=roster, class_name=class_name)
