"""The reports of a class, under its students' names or under pseudonyms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from grader.classroom.classes import Class
from grader.classroom.grade_options import GradeOptions
from grader.course.pack import Course
from grader.errors import UsageError
from grader.i18n.languages import Language
from grader.privacy.places import Places

if TYPE_CHECKING:
    from grader.classroom.reporting import Reporter
    from grader.records.gradebook import Gradebook


def places_of(class_: Class, results: Path | None = None, keys: Path | None = None) -> Places:
    """Where a class keeps what grading writes: in these folders, or else beside the class file."""
    return Places((results or class_.results).resolve(), (keys or class_.path.parent / "pseudonyms").resolve())


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
    return Reporter(class_, course, language, Places(results, keys).pseudonymous / "reports", resume_command, mask)


def rewrite_reports(class_: Class, gradebook: Gradebook, places: Places, language: Language) -> None:
    """Write the reports that exist again, so that they show what the gradebook still holds.

    Raises:
        GraderError: a report cannot be written.
    """
    run = gradebook.last_run(class_.file.name)
    resume_command = GradeOptions().resume_command(class_.path)
    for folder, keys in ((places.results, None), (places.pseudonymous, places.keys)):
        if run is not None and (folder / "reports" / "class.html").exists():
            reporter(class_, class_.course(), language, places.results, resume_command, keys).write(gradebook, run)
