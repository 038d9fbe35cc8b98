"""`grader export`: the grades of a class in the formats that platforms import."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grader.classroom.class_context import open_class
from grader.classroom.exporting import class_grades
from grader.cli import options as opt
from grader.cli.output import show_note, write, write_folder
from grader.errors import UsageError
from grader.exports.formats import ExportFormat, ExportName, ExportOptions, checked_options, shared_item
from grader.exports.grades import ClassGrades
from grader.exports.keys import KeyMap
from grader.i18n.catalogue import translator
from grader.i18n.error_translation import in_language
from grader.i18n.languages import Language
from grader.message import Message
from grader.text.clean import one_line
from grader.text.csv_safety import CsvLayout

_SHOWN = 60


class Separator(StrEnum):
    """What separates the cells of a CSV file."""

    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"


_SEPARATORS = {Separator.COMMA: ",", Separator.SEMICOLON: ";", Separator.TAB: "\t"}


def command(
    format_: Annotated[ExportName, typer.Argument(metavar="FORMAT", help=f"One of: {', '.join(ExportName)}.")],
    class_file: opt.ClassFile,
    exercise: opt.OnlyExercises = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Write to this file, or to this folder if the format has several files. Default: standard output.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Show by which key each student is exported; write nothing.")
    ] = False,
    key: Annotated[
        str, typer.Option("--key", metavar="COLUMN", help="Roster column with the platform's key for each student.")
    ] = "",
    skip_unmatched: Annotated[
        bool, typer.Option("--skip-unmatched", help="Leave out students without a usable key.")
    ] = False,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE", help="File downloaded from the platform, to be filled in."),
    ] = None,
    item: Annotated[
        list[str] | None,
        typer.Option(
            "--item",
            metavar="EXERCISE=NAME",
            help="The platform's name of an exercise's grade item. Default: the exercise ID. Repeatable.",
        ),
    ] = None,
    junit_dialect: opt.JunitDialectOption = opt.JunitDialect.UNIVERSAL,
    separator: Annotated[Separator, typer.Option("--separator", help="Separator of CSV cells.")] = Separator.COMMA,
    decimal_comma: Annotated[
        bool, typer.Option("--decimal-comma", help="Write numbers in CSV with a decimal comma.")
    ] = False,
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, for Excel.")] = False,
    results: opt.Results = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Export the grades of a class for a learning platform. Reads only the gradebook; no host is needed."""
    layout = CsvLayout(_SEPARATORS[separator], "," if decimal_comma else ".", bom)
    with open_class(class_file, results, course, lang) as context:
        exercises = context.exercises(exercise)
        items = _items(item or [], [one.id for one in exercises])
        options = ExportOptions(key, template, items, junit_dialect.value, layout)
        found = checked_options(format_, options, [one.id for one in exercises])
        grades = class_grades(context, exercises, context.class_.students, timed=found.timed)
        keys = found.mapped(grades, options)
        if check:
            _show(grades, keys, context.language)
            raise typer.Exit(UsageError.exit_code if keys.problems and not skip_unmatched else 0)
        if not skip_unmatched:
            keys.require_all(context.language)
        _write(found, grades, keys, options, output)


def _write(found: ExportFormat, grades: ClassGrades, keys: KeyMap, options: ExportOptions, output: Path | None) -> None:
    if output is None and (found.is_folder or (found.is_binary and sys.stdout.isatty())):
        if found.is_folder:
            step = Message("Name a folder for them: --output DIR")
            raise UsageError(Message("This format has several files."), next_step=step)
        step = Message("Name a file: --output FILE")
        raise UsageError(Message("This format cannot be shown on a terminal."), next_step=step)
    exported = found.rendered(grades, keys, options)
    if output is not None and found.is_folder:
        write_folder({one.name: one.data for one in exported.files}, output, grades.language)
    else:
        write(exported.files[0].data, output)
    for note in (*_left_out(grades, keys), *exported.notes):
        show_note(note, grades.language)


def _left_out(grades: ClassGrades, keys: KeyMap) -> Iterator[Message]:
    """The students and the exercises of which nothing is in the export."""
    if keys.problems:
        yield Message(
            "{n} student without a usable key was left out: {students}",
            plural="{n} students without a usable key were left out: {students}",
            n=len(keys.problems),
            students=", ".join(keys.problems),
        )
    graded = grades.graded
    empty = [one.id for one in grades.exercises if one not in graded]
    if empty:
        yield Message("no student has a result in {exercises}", exercises=", ".join(empty))


def _items(given: list[str], exercises: list[str]) -> dict[str, str]:
    """The grade items by exercise.

    Raises:
        UsageError: an item has no name, its exercise is not exported, or two exercises have the same.
    """
    found = {one: one for one in exercises}
    for one in given:
        exercise, _, name = one.partition("=")
        if exercise not in exercises or not name.strip():
            raise UsageError(
                Message("“{given}” does not name the grade item of an exported exercise.", given=one),
                next_step=Message(
                    "Write EXERCISE=NAME with one of these exercises: {exercises}", exercises=", ".join(exercises)
                ),
            )
        found[exercise] = name.strip()
    [(item, most)] = Counter(found.values()).most_common(1)
    if most > 1:
        raise shared_item(item)
    return {exercise: found[exercise] for exercise in exercises if found[exercise] != exercise}


def _show(grades: ClassGrades, keys: KeyMap, language: Language) -> None:
    """Print the key of each student, or why there is none."""
    from rich import box  # noqa: PLC0415  an export does without Rich
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from grader.i18n.catalogue import plural_translator  # noqa: PLC0415

    _, n_ = translator(language), plural_translator(language)
    console = Console(highlight=False)
    table = Table("", _("ID"), _("name"), keys.key.name, box=box.SIMPLE_HEAD)
    for one in grades.students:
        problem = keys.problems.get(one.who.id)
        key = in_language(problem, language) if problem else keys.keys[one.who.id]
        cells = ("✗" if problem else "✓", one.who.id, one.who.name, key)
        table.add_row(*(Text(one_line(cell, _SHOWN), overflow="fold") for cell in cells))
    console.print(table)
    console.print(Text(_("{key}: roster column “{column}”").format(key=keys.key.name, column=keys.column)))
    count = len(keys.problems)
    said = n_("{n} student cannot be exported.", "{n} students cannot be exported.", count).format(n=count)
    console.print(said if count else _("Every student can be exported."))
