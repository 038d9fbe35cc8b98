"""The reports of a class, under its students' names or under pseudonyms."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from grader.classroom.classes import Class
from grader.classroom.grade_options import GradeOptions
from grader.course.pack import Course
from grader.errors import GraderError, UsageError
from grader.files import write_file
from grader.i18n.languages import Language
from grader.privacy.places import Places
from grader.privacy.pseudonyms import FILE

if TYPE_CHECKING:
    from grader.classroom.class_context import ClassContext
    from grader.classroom.reporting import Reporter
    from grader.records.gradebook import Gradebook

_KEY_FOLDER = ".pseudonyms"
"""A file in the results with the folder of the pseudonyms, for later changes; it is not part of any report."""


def places_of(class_: Class, results: Path | None = None, keys: Path | None = None) -> Places:
    """Where a class keeps what grading writes: in these folders, or else beside the class file.

    The pseudonyms are where the last pseudonymous reports took them from, unless a folder is given.
    """
    folder = (results or class_.results).resolve()
    return Places(folder, (keys or _remembered(folder) or class_.path.parent / "pseudonyms").resolve())


def pseudonym_folder(class_: Class, results: Path | None, folder: Path | None, *, pseudonymous: bool) -> Path | None:
    """The folder of the pseudonyms; None if the reports are to show names.

    Args:
        class_: the class.
        results: the folder for results, unless it is the class's own.
        folder: the folder of the pseudonyms, unless it is the class's own.
        pseudonymous: whether the reports are to show pseudonyms.

    Raises:
        UsageError: a folder is given and not used, or whoever is given the reports would be given the pseudonyms' key.
    """
    if not pseudonymous:
        if folder is not None:
            raise UsageError("--key-folder requires --pseudonymous.", next_step="Add --pseudonymous.")
        return None
    places = places_of(class_, results, folder)
    keys, reports = places.keys, places.pseudonymous.resolve()
    if keys == reports or keys in reports.parents or reports in keys.parents:
        raise UsageError(
            "The pseudonym key {keys} and the reports {reports} would be handed on together.",
            next_step="Name a folder elsewhere with --key-folder.",
            keys=keys,
            reports=reports,
        )
    return keys


def reporter(
    class_: Class, course: Course, language: Language, results: Path, resume_command: str, keys: Path | None
) -> Reporter:
    """What writes the reports of a class into its results; under pseudonyms if their folder is given."""
    from grader.classroom.reporting import Reporter  # noqa: PLC0415  a run needs it at its end only

    if keys is None:
        return Reporter(class_, course, language, results / "reports", resume_command)
    from grader.privacy.mask import Mask  # noqa: PLC0415
    from grader.privacy.pseudonyms import pseudonyms  # noqa: PLC0415

    mask = Mask(class_.students, pseudonyms(keys, class_.students))
    write_file(results / _KEY_FOLDER, f"{keys}\n")
    return Reporter(class_, course, language, Places(results, keys).pseudonymous / "reports", resume_command, mask)


def rewrite_changed(context: ClassContext, students: Collection[str]) -> Path:
    """Rewrite the reports of a class after a change, and the pages of these students; gives the class report.

    Those are rewritten that exist: with names, under pseudonyms, or both. Where there are none, they are written with
    names.

    Raises:
        GraderError: a file cannot be written, or the pseudonyms are gone.
    """
    places = places_of(context.class_, context.results)
    paths = []
    for keys in _kinds(places) or [None]:
        writer = reporter(
            context.class_, context.course, context.language, places.results, context.resume_command, keys
        )
        paths.append(writer.write(context.gradebook, context.run, students=students).page)
    return paths[0]


def rewrite_reports(class_: Class, gradebook: Gradebook, places: Places, language: Language) -> None:
    """Write the reports that exist again, so that they show what the gradebook still holds.

    Raises:
        GraderError: a report cannot be written.
    """
    run = gradebook.last_run(class_.file.name)
    resume_command = GradeOptions(results=class_.other_results).resume_command(class_.path)
    if run is None:
        return
    for keys in _kinds(places):
        reporter(class_, class_.course(), language, places.results, resume_command, keys).write(gradebook, run)


def _kinds(places: Places) -> list[Path | None]:
    """The kinds of reports that exist: the folder of the pseudonyms, or None for those with names, which come first."""
    folders = ((places.results, None), (places.pseudonymous, places.keys))
    found = [keys for folder, keys in folders if (folder / "reports" / "class.html").exists()]
    if places.keys in found and not (places.keys / FILE).exists():
        raise GraderError(
            "The pseudonymous reports cannot be updated: there are no pseudonyms in {folder}.",
            next_step="Name their folder: grader report --pseudonymous --key-folder DIR. If they are gone for good, "
            "delete {reports}.",
            folder=places.keys,
            reports=places.pseudonymous,
        )
    return found


def _remembered(results: Path) -> Path | None:
    """The folder of the pseudonyms in the reports that are there."""
    try:
        return Path((results / _KEY_FOLDER).read_text(encoding="utf-8").rstrip("\n"))
    except OSError:
        return None
