"""`grader verify`: whether evidence is what was seen then."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.classroom.class_reader import read_class
from grader.classroom.verifying import ClassReference, Verification, evidence_files, verify_file
from grader.errors import UsageError
from grader.text.clean import one_line
from grader.text.values import quantity


def verify(
    file: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Evidence, or folders of it. Default: all that the gradebook names."),
    ] = None,
    class_file: Annotated[
        Path | None,
        typer.Option("--class", metavar="FILE", help="A class: its key, roster and gradebook must agree."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where the results of the class went.")
    ] = None,
) -> None:
    """Say of evidence whether it is whole, who sealed it, and whether it is what was recorded."""
    of_class = ClassReference.of(read_class(class_file), output) if class_file else None
    if not file and of_class is None:
        raise UsageError("There is nothing to verify.", next_step="Name files, or a class with --class.")
    paths = evidence_files(file) if file else of_class.recorded() if of_class else []
    findings = [verify_file(path, of_class) for path in paths]
    for finding in findings:
        typer.echo(_line(finding))
    wrong = sum(not finding.right for finding in findings)
    typer.echo(f"{quantity(len(findings), 'file')} verified, {f'{wrong} with problems' if wrong else 'no problems'}.")
    raise typer.Exit(1 if wrong else 0)


def _line(finding: Verification) -> str:
    said = "; ".join([*finding.problems, *finding.remarks])
    return f"{'✓' if finding.right else '✗'} {one_line(str(finding.path), 300)}: {one_line(said, 600)}"
