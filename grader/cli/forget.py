"""`grader forget`: removes what grading keeps about one student."""

from __future__ import annotations

import contextlib
from typing import Annotated

import typer

from grader.classroom.class_reader import read_class
from grader.cli import options as opt
from grader.cli.class_file import class_and_words
from grader.cli.confirmation import confirm
from grader.i18n.catalogue import plural_translator, translator
from grader.i18n.error_translation import in_language
from grader.privacy.forgetting import Forgetting
from grader.privacy.reporting import places_of
from grader.privacy.traces import Traces
from grader.records.gradebook import Gradebook
from grader.text.clean import one_line


def command(
    given: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CLASS.yml] STUDENT", help="STUDENT is the current or former ID on the roster."),
    ] = None,
    yes: opt.Yes = False,
    results: opt.Results = None,
    key_folder: opt.KeyFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Delete everything stored about a student.

    Deletes records, evidence, reports and pseudonym, and lists where else the student may be named.
    """
    class_file, [student] = class_and_words(given, names="STUDENT", least=1, most=1)
    class_ = read_class(class_file, visits=False).with_results(results)
    with contextlib.closing(Gradebook.open(class_.gradebook(), create=False)) as gradebook:
        forgetting = Forgetting.of(class_, gradebook, places_of(class_, results, key_folder), student)
        found, language = forgetting.traces, opt.language(lang, class_.course())
        _ = translator(language)
        _show(found, language)
        question = _("Permanently delete all of this about {student}?").format(student=one_line(found.student, 100))
        confirm(question, language, yes=yes)
        forgetting.carry_out(language)
    typer.echo(_("Deleted, and the class reports rewritten."))
    typer.echo(_("Not reached:"))
    for one in forgetting.not_reached():
        typer.echo(f"  {one_line(in_language(one, language), 500)}")


def _show(found: Traces, language: str) -> None:
    _, n_ = translator(language), plural_translator(language)
    name = f" ({one_line(found.kept.name, 100)})" if found.kept and found.kept.name else ""
    typer.echo(f"{one_line(found.student, 100)}{name}")
    if found.kept:
        said = n_(
            "{n} attempt in the gradebook, with verdicts, scores and overrides",
            "{n} attempts in the gradebook, with verdicts, scores and overrides",
            found.kept.attempts,
        )
        typer.echo(f"  {said.format(n=found.kept.attempts)}")
    if found.pseudonym:
        pseudonym = _("the pseudonym {name}").format(name=one_line(found.pseudonym, 100))
        typer.echo(f"  {pseudonym}")
    for path in found.files:
        typer.echo(f"  {one_line(str(path), 500)}")
