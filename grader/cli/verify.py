"""`grader verify`: whether evidence is intact, where it comes from, and which file a receipt is for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.classroom.class_reader import read_class
from grader.classroom.filenames import RECEIPT
from grader.classroom.receipts import digests, verify_receipt
from grader.classroom.verifying import ClassReference, Verification, evidence_files, verify_file
from grader.cli import options as opt
from grader.cli.class_file import SUFFIXES, only_class_file
from grader.text.clean import one_line
from grader.text.values import quantity


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
    for finding in findings:
        typer.echo(_line(finding))
    wrong = sum(not finding.valid for finding in findings)
    typer.echo(f"{quantity(len(findings), 'file')} verified, {f'{wrong} with problems' if wrong else 'no problems'}.")
    raise typer.Exit(1 if wrong else 0)


def _line(finding: Verification) -> str:
    details = "; ".join([*finding.problems, *finding.remarks])
    here = Path.cwd()
    path = finding.path.relative_to(here) if finding.path.is_relative_to(here) else finding.path
    return f"{'✓' if finding.valid else '✗'} {one_line(str(path), 300)}: {one_line(details, 600)}"
