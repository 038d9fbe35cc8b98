"""What results hold of one student, and its removal."""

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
    """What there is of a student."""

    student: str
    kept: Kept | None
    pseudonym: str | None
    files: tuple[Path, ...]
    """Those that grading wrote."""
    elsewhere: tuple[Path, ...]
    """Evidence that lies outside the results; it is told, and left."""

    @property
    def any(self) -> bool:
        return self.kept is not None or self.pseudonym is not None or bool(self.files)


def traces(gradebook: Gradebook, class_name: str, places: Places, student: str) -> Traces:
    """Look for what there is of a student, in the gradebook and in all runs."""
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
    """Remove all of it. Files go first, for the gradebook is what knows of them: cut off, it can be done again.

    Raises:
        GraderError: something could not be removed; the same again removes the rest.
    """
    remove_files(found.files, places.evidence)
    if found.kept is not None:
        gradebook.forget(found.student, class_name=class_name)
    pseudonyms.drop(places.keys, found.student)


def remove_files(files: Iterable[Path], evidence: Path) -> None:
    """Remove files, and the folders of evidence that are empty then.

    Raises:
        GraderError: one cannot be removed.
    """
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise GraderError(
                f"{path} cannot be removed ({error.strerror or error}).",
                next_step="Look at your rights there, then run this again.",
            ) from error
        for folder in path.parents:
            if evidence not in folder.parents:
                break
            with contextlib.suppress(OSError):  # it is not empty
                folder.rmdir()


def _pages(folder: Path, student: str) -> list[Path]:
    name = file_name(student)
    return [folder / "reports" / "students" / f"{name}.html", folder / "junit" / f"{name}.xml"]
