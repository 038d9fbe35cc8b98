"""`grader retention`: removes what a class keeps for longer than its class file allows."""

from __future__ import annotations

import contextlib
import datetime
from typing import Annotated

import typer

from grader.classroom.class_reader import read_class
from grader.cli import options as opt
from grader.cli.confirmation import confirm
from grader.errors import UsageError
from grader.i18n.catalogue import plural_translator, translator
from grader.privacy.reporting import places_of, rewrite_reports
from grader.privacy.retention import Expired, expired, remove
from grader.records.gradebook import Gradebook


def command(
    class_file: opt.ClassFile,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be deleted; delete nothing.")] = False,
    yes: opt.Yes = False,
    results: opt.Results = None,
    key_folder: opt.KeyFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Delete evidence and records past their retention periods.

    The class file sets the periods under `retention`.
    """
    class_ = read_class(class_file, visits=False).with_results(results)
    places, rule, name = places_of(class_, results, key_folder), class_.file.retention, class_.file.name
    if rule.evidence is None and rule.records is None:
        raise UsageError(
            "{file} sets no retention period.",
            next_step="Add one, such as: retention: {evidence: 180d, records: 730d}",
            file=class_file,
        )
    with contextlib.closing(Gradebook.open(class_.gradebook(), create=False)) as gradebook:
        found = expired(gradebook, name, places, rule, datetime.datetime.now(datetime.UTC))
        language = opt.language(lang, class_.course())
        _ = translator(language)
        _show(found, language)
        if dry_run or not found.any:
            typer.echo(_("Nothing was deleted."))
            return
        confirm(_("Permanently delete this?"), language, yes=yes)
        remove(gradebook, name, places, found, roster=frozenset(student.id for student in class_.students))
        rewrite_reports(class_, gradebook, places, language)
    typer.echo(_("Deleted, and the class reports rewritten."))


def _show(found: Expired, language: str) -> None:
    n_ = plural_translator(language)
    if found.evidence_before is not None:
        count, when = len(found.evidence.attempts), f"{found.evidence_before:%Y-%m-%d %H:%M} UTC"
        said = n_("Evidence from before {when}: {n} attempt", "Evidence from before {when}: {n} attempts", count)
        typer.echo(said.format(when=when, n=count))
    if found.records_before is not None:
        count, when = len(found.records.attempts), f"{found.records_before:%Y-%m-%d %H:%M} UTC"
        said = n_("Records from before {when}: {n} attempt", "Records from before {when}: {n} attempts", count)
        typer.echo(said.format(when=when, n=count))
    typer.echo(n_("{n} evidence file", "{n} evidence files", len(found.files)).format(n=len(found.files)))
