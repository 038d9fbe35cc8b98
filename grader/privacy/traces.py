"""Finds and removes everything that the results contain about one student."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.filenames import file_name
from grader.errors import GraderError
from grader.privacy import pseudonyms
from grader.privacy.places import Places
from grader.records.gradebook import Gradebook
from grader.records.removal import Kept


@dataclass(frozen=True)
class Traces:
    """What is stored about a student."""

    student: str
    kept: Kept | None
    pseudonym: str | None
    files: tuple[Path, ...]
    """Files that grading wrote."""
    elsewhere: tuple[Path, ...]
    """Evidence outside the results; it is reported but not removed."""

    @property
    def any(self) -> bool:
        return self.kept is not None or self.pseudonym is not None or bool(self.files)


def traces(gradebook: Gradebook, class_name: str, places: Places, student: str) -> Traces:
    """Find what is stored about a student, in the gradebook and in the files of all runs."""
    kept = gradebook.kept(student, class_name=class_name)
    pseudonym = pseudonyms.pseudonym_of(places.keys, student)
    recorded = {gradebook.file(path) for path in kept.evidence} if kept else set()
    ours = {path for path in recorded if path.resolve().is_relative_to(places.evidence.resolve())}
    runs = gradebook.run_ids(class_name=class_name)  # another class may have another student of this id
    ours.update(path for run in runs for path in (places.evidence / run / file_name(student)).glob("*"))
    ours.update(_pages(places.results, student))
    ours.update(_pages(places.pseudonymous, pseudonym) if pseudonym else ())
    elsewhere = tuple(sorted(path for path in recorded - ours if path.exists()))
    return Traces(student, kept, pseudonym, tuple(sorted(path for path in ours if path.is_file())), elsewhere)


def forget(gradebook: Gradebook, class_name: str, places: Places, found: Traces) -> None:
    """Remove everything that was found.

    Files are removed first, because only the gradebook names them: an interrupted removal can be repeated.

    Raises:
        GraderError: something could not be removed; repeating the removal removes the rest.
    """
    remove_files(found.files, places.evidence)
    if found.kept is not None:
        gradebook.forget(found.student, class_name=class_name)
    pseudonyms.drop(places.keys, found.student)


def remove_files(files: Iterable[Path], evidence: Path) -> None:
    """Remove files, and the evidence folders that are then empty.

    Raises:
        GraderError: one cannot be removed.
    """
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise GraderError(
                "{path} cannot be removed ({reason}).",
                next_step="Check your permissions there, then run this command again.",
                path=path,
                reason=error.strerror or error,
            ) from error
        for folder in path.parents:
            if evidence not in folder.parents:
                break
            with contextlib.suppress(OSError):  # it is not empty
                folder.rmdir()


def _pages(folder: Path, student: str) -> list[Path]:
    name = file_name(student)
    return [folder / "reports" / "students" / f"{name}.html", folder / "junit" / f"{name}.xml"]
