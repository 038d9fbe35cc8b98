"""`grader verify`: whether evidence is intact, where it comes from, and which file a receipt is for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from grader.classroom.class_reader import read_class
from grader.classroom.filenames import RECEIPT
from grader.classroom.receipts import digests, verify_receipt
from grader.classroom.verifying import ClassReference, Verification, evidence_files, verify_file
from grader.cli import options as opt
from grader.cli.class_file import SUFFIXES, only_class_file
from grader.i18n.catalogue import plural_translator
from grader.i18n.error_translation import in_language
from grader.text.clean import one_line
from grader.text.terminal import Terminal


def command(
    given: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[CLASS.yml] [FILE]...",
            help="Class whose key, roster and gradebook apply, and evidence files, receipts or folders of them. "
            "Default: all files in the gradebook of the class.",
        ),
    ] = None,
    class_file: Annotated[
        Path | None, typer.Option("--class", metavar="FILE", help="The class file, also behind the evidence files.")
    ] = None,
    results: opt.Results = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", hidden=True)] = None,
    lang: opt.LangOption = None,
) -> None:
    """Verify evidence files and receipts of submissions."""
    files = list(given or ())
    if class_file is None and files and files[0].suffix in SUFFIXES:
        class_file = files.pop(0)
    if class_file is None and not files:
        class_file = only_class_file()
    of_class = ClassReference.of(read_class(class_file), results or output) if class_file else None
    paths = evidence_files(files) if files or of_class is None else of_class.recorded()
    evidence = [path for path in paths if path.suffix != RECEIPT]
    findings = [verify_file(path, of_class) for path in evidence]
    if len(evidence) < len(paths):
        known = digests(evidence)
        findings += [verify_receipt(path, known, of_class) for path in paths if path.suffix == RECEIPT]
    language = opt.language(lang)
    console = Console(highlight=False)
    for finding in findings:
        _show(finding, console, language)
    n_ = plural_translator(language)
    wrong = sum(not finding.valid for finding in findings)
    if wrong:
        said = n_(
            "{n} file verified, {wrong} with problems.", "{n} files verified, {wrong} with problems.", len(findings)
        )
    else:
        said = n_("{n} file verified, no problems.", "{n} files verified, no problems.", len(findings))
    typer.echo(said.format(n=len(findings), wrong=wrong))
    raise typer.Exit(1 if wrong else 0)


def _show(finding: Verification, console: Console, language: str) -> None:
    """Print a file and what is said of it: on a terminal below it, elsewhere in one line."""
    details = one_line("; ".join(in_language(one, language) for one in (*finding.problems, *finding.remarks)), 600)
    here = Path.cwd()
    path = one_line(str(finding.path.relative_to(here) if finding.path.is_relative_to(here) else finding.path), 300)
    line = f"{'✓' if finding.valid else '✗'} {path}"
    if not console.is_terminal:
        typer.echo(f"{line}: {details}")
        return
    terminal = Terminal(console)
    terminal.print([Text(line), *terminal.paragraph(details, 4)])
