"""Keeps the evidence of attempts, so that they can be examined again without their hosts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.evidence.file import Evidence
from grader.evidence.signing import Signer
from grader.records.entries import Record


def keep(evidence: Evidence, path: Path, *, suite: str, rubric: str, signer: Signer | None) -> None:
    """Write the evidence of an attempt, with the hashes of the suite and the rubric that graded it.

    Raises:
        UsageError: it cannot be written there.
    """
    manifest = evidence.manifest.model_copy(update={"suite": suite, "rubric": rubric})
    Evidence(manifest, evidence.facts).write(path, signer)


def recorded_evidence(record: Record) -> Evidence:
    """The evidence of a record; empty if there is none that can be read."""
    try:
        return Evidence.read(record.evidence) if record.evidence else Evidence()
    except UsageError:
        return Evidence()


def evidence_paths(exercises: Sequence[str], output: Path | None) -> list[Path]:
    """A file for each exercise: the output itself, or `EXERCISE.evidence` in that folder or the current one.

    Raises:
        UsageError: several exercises would go into one file.
    """
    if len(exercises) == 1 and output is not None and not output.is_dir():
        return [output]
    if output is not None and output.exists() and not output.is_dir():
        raise UsageError(
            "{file} is one file, and you named {count} exercises.",
            next_step="Name a folder instead.",
            file=output,
            count=len(exercises),
        )
    return [(output or Path()) / f"{name}.evidence" for name in exercises]
