"""`grader report`: the class's reports anew, from the gradebook; and how every command writes them."""

from __future__ import annotations

import contextlib
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.classroom.class_reader import read_class
from grader.classroom.classes import Class
from grader.cli import options as opt
from grader.course.pack import Course
from grader.errors import UsageError
from grader.i18n.languages import Language
from grader.privacy.places import Places

if TYPE_CHECKING:
    from grader.classroom.reporting import Reporter

Pseudonymous = Annotated[
    bool, typer.Option("--pseudonymous", help="Write pseudonyms for names, ids, addresses and hosts.")
]
KeyFolder = Annotated[
    Path | None,
    typer.Option("--key-folder", metavar="DIR", help="Where pseudonyms.csv is; by default pseudonyms/ by the class."),
]


def report(
    class_file: opt.ClassFile,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where reports/ and junit/ go.")
    ] = None,
    pseudonymous: Pseudonymous = False,
    key_folder: KeyFolder = None,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Write the reports of a class anew from its gradebook and evidence. No host is needed."""
    from grader.records.gradebook import Gradebook  # noqa: PLC0415  grading imports this module before it needs that

    klass = read_class(class_file)
    folder = output or results or klass.results
    go_on = f"grader grade {class_file} --resume"
    with contextlib.closing(Gradebook.open(klass.gradebook(results), create=False)) as gradebook:
        run = gradebook.last_run(klass.file.name)
        if run is None:
            raise UsageError(f"{klass.file.name} was never graded.", next_step=f"Run: grader grade {class_file}.")
        keys = keys_of(klass, folder, pseudonymous, key_folder)
        typer.echo(reporter(klass, klass.course(course), opt.language(lang), folder, go_on, keys).write(gradebook, run))


def places_of(klass: Class, results: Path | None, keys: Path | None) -> Places:
    """Where the class keeps what grading writes."""
    return Places((results or klass.results).resolve(), (keys or klass.path.parent / "pseudonyms").resolve())


def keys_of(klass: Class, results: Path, pseudonymous: bool, folder: Path | None) -> Path | None:
    """The folder of the pseudonyms, if such reports are wanted.

    Raises:
        UsageError: a folder is named and not used, or the reports would lie in it or beside what it holds.
    """
    if not pseudonymous:
        if folder is not None:
            raise UsageError("--key-folder is for pseudonymous reports.", next_step="Add --pseudonymous.")
        return None
    places = places_of(klass, results, folder)
    keys, reports = places.keys, places.pseudonymous.resolve()
    if keys == reports or keys in reports.parents or reports in keys.parents:
        raise UsageError(
            f"The key {keys} and the reports {reports} would be handed on together.",
            next_step="Name a folder elsewhere with --key-folder.",
        )
    return keys


def asked_for(keys: Path | None) -> str:
    """The options that ask for such reports again."""
    return f" --pseudonymous --key-folder {shlex.quote(str(keys))}" if keys is not None else ""


def reporter(
    klass: Class, course: Course, language: Language, results: Path, go_on: str, keys: Path | None
) -> Reporter:
    """What writes the reports of a class among its results, under pseudonyms if there is a folder of keys."""
    from grader.classroom.reporting import Reporter  # noqa: PLC0415  a run needs it at its end only

    if keys is None:
        return Reporter(klass, course, language, results / "reports", go_on)
    from grader.privacy.mask import Mask  # noqa: PLC0415
    from grader.privacy.pseudonyms import pseudonyms  # noqa: PLC0415

    mask = Mask(klass.students, pseudonyms(keys, klass.students))
    return Reporter(klass, course, language, Places(results, keys).pseudonymous / "reports", go_on, mask)
