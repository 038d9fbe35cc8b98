"""`grader forget` and `grader retention`: taking away what is kept of students."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import sys
from typing import Annotated

import typer

from grader.classroom.class_reader import read_class
from grader.classroom.classes import Class
from grader.classroom.student import Student
from grader.cli import options as opt
from grader.cli.class_file import words
from grader.cli.report import KeyFolder, places_of, reporter
from grader.errors import UsageError
from grader.i18n.languages import Language
from grader.privacy import retention as expiry
from grader.privacy.places import Places
from grader.privacy.traces import Traces, traces
from grader.privacy.traces import forget as remove_traces
from grader.records.gradebook import Gradebook
from grader.text.clean import one_line
from grader.text.values import quantity

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def forget(
    given: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CLASS.yml] STUDENT", help="STUDENT is the id that the roster has or had."),
    ] = None,
    yes: Yes = False,
    results: opt.Results = None,
    key_folder: KeyFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Remove all that grading wrote of one student: records, evidence, reports, pseudonym."""
    class_file, [student] = words(given, names="STUDENT", least=1, most=1)
    klass = read_class(class_file)
    places = places_of(klass, results, key_folder)
    with contextlib.closing(Gradebook.open(klass.gradebook(results), create=False)) as gradebook:
        on_roster = _on_roster(klass, student)
        found = traces(gradebook, klass.file.name, places, on_roster.id if on_roster else student)
        if not found.any:
            gradebook.forget(found.student, class_name=klass.file.name)  # the same may have been cut off before
            raise UsageError(
                f"There is nothing of a student “{one_line(student, 100)}” in {places.results}.",
                next_step="Give the id that the roster had when the student was graded.",
            )
        _tell(found)
        _ask(f"Remove all of this of {one_line(found.student, 100)} for ever?", yes=yes)
        remove_traces(gradebook, klass.file.name, places, found)
        others = tuple(one for one in klass.students if one.id != found.student)
        _write_anew(dataclasses.replace(klass, students=others), gradebook, places, lang)
    typer.echo("Removed; the reports of the class were written anew.")
    _tell_what_is_left(klass, found, on_roster)


def retention(
    class_file: opt.ClassFile,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    yes: Yes = False,
    results: opt.Results = None,
    key_folder: KeyFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Remove evidence and records that are older than `retention:` in the class file says."""
    klass = read_class(class_file)
    places, rule = places_of(klass, results, key_folder), klass.file.retention
    if rule.evidence is None and rule.records is None:
        raise UsageError(
            f"{class_file} does not say how long anything is kept.",
            next_step="Add for example: retention: {evidence: 180d, records: 730d}.",
        )
    with contextlib.closing(Gradebook.open(klass.gradebook(results), create=False)) as gradebook:
        found = expiry.expired(gradebook, klass.file.name, places, rule, datetime.datetime.now(datetime.UTC))
        _tell_expired(found)
        if dry_run or not found.any:
            typer.echo("Nothing was removed.")
            return
        _ask("Remove this for ever?", yes=yes)
        roster = frozenset(student.id for student in klass.students)
        expiry.remove(gradebook, klass.file.name, places, found, roster=roster)
        _write_anew(klass, gradebook, places, lang)
    typer.echo("Removed; the reports of the class were written anew.")


def _on_roster(klass: Class, student: str) -> Student | None:
    """The student, if the roster still has it."""
    with contextlib.suppress(UsageError):
        return klass.student(student)
    return None


def _tell(found: Traces) -> None:
    name = f" ({one_line(found.kept.name, 100)})" if found.kept and found.kept.name else ""
    typer.echo(f"{one_line(found.student, 100)}{name}")
    if found.kept:
        typer.echo(f"  {quantity(found.kept.attempts, 'attempt')} in the gradebook, with verdicts, scores, overrides")
    if found.pseudonym:
        typer.echo(f"  the pseudonym {one_line(found.pseudonym, 100)}")
    for path in found.files:
        typer.echo(f"  {one_line(str(path), 500)}")


def _tell_what_is_left(klass: Class, found: Traces, on_roster: Student | None) -> None:
    """What this command cannot or must not reach."""
    left = [str(path) for path in found.elsewhere]
    if on_roster is not None:
        roster = klass.path.parent / klass.file.roster
        left.append(f"{roster}, line {on_roster.line}: the roster is yours, and still names the student")
        kind, _, path = on_roster.host.partition(":")
        left += [f"{path}: what was handed in"] if kind == "evidence" else []
    left.append("backups, exports, and reports in other folders")
    left += ["the database server's own log and backups"] if "://" in klass.gradebook() else []
    typer.echo("Not reached:")
    for one in left:
        typer.echo(f"  {one_line(one, 500)}")


def _tell_expired(found: expiry.Expired) -> None:
    for what, before, old in (
        ("evidence", found.evidence_before, found.evidence),
        ("records", found.records_before, found.records),
    ):
        if before is not None:
            typer.echo(f"{what} from before {before:%Y-%m-%d %H:%M} UTC: {quantity(len(old.attempts), 'attempt')}")
    typer.echo(quantity(len(found.files), "evidence file"))


def _ask(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("Nobody can be asked here, and nothing was removed.", next_step="Add --yes.")
    if not typer.confirm(question):
        typer.echo("Nothing was removed.")
        raise typer.Exit(1)


def _write_anew(klass: Class, gradebook: Gradebook, places: Places, lang: Language | None) -> None:
    """Reports that are there are written again, so that they show what is left."""
    run = gradebook.last_run(klass.file.name)
    go_on = f"grader grade {klass.path} --resume"
    for folder, keys in ((places.results, None), (places.pseudonymous, places.keys)):
        if run is not None and (folder / "reports" / "class.html").exists():
            reporter(klass, klass.course(), opt.language(lang), places.results, go_on, keys).write(gradebook, run)
