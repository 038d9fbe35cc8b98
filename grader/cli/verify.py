"""`grader verify`: whether evidence is intact, and where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.classroom.class_reader import read_class
from grader.classroom.verifying import ClassReference, Verification, evidence_files, verify_file
from grader.cli import options as opt
from grader.errors import UsageError
from grader.text.clean import one_line
from grader.text.values import quantity


def command(
    file: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...", help="Evidence files, or folders of them. Default: all files in the gradebook."
        ),
    ] = None,
    class_file: Annotated[
        Path | None,
        typer.Option("--class", metavar="FILE", help="Verify against this class's key, roster and gradebook."),
    ] = None,
    results: opt.Results = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", hidden=True)] = None,
) -> None:
    """Verify the integrity and origin of evidence files."""
    of_class = ClassReference.of(read_class(class_file), results or output) if class_file else None
    if not file and of_class is None:
        raise UsageError("There is nothing to verify.", next_step="Name evidence files, or a class with --class.")
    paths = evidence_files(file) if file else of_class.recorded() if of_class else []
    findings = [verify_file(path, of_class) for path in paths]
    for finding in findings:
        typer.echo(_line(finding))
    wrong = sum(not finding.valid for finding in findings)
    typer.echo(f"{quantity(len(findings), 'file')} verified, {f'{wrong} with problems' if wrong else 'no problems'}.")
    raise typer.Exit(1 if wrong else 0)


def _line(finding: Verification) -> str:
    details = "; ".join([*finding.problems, *finding.remarks])
    return f"{'✓' if finding.valid else '✗'} {one_line(str(finding.path), 300)}: {one_line(details, 600)}"
