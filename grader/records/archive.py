"""What is kept of an attempt, to be looked at again without its host."""

from __future__ import annotations

from pathlib import Path

from grader.evidence.file import Evidence
from grader.evidence.signing import Signer


def keep(evidence: Evidence, path: Path, *, suite: str, rubric: str, signer: Signer | None) -> None:
    """Write the evidence of an attempt, with the hashes of the suite that asked and of the rubric.

    Raises:
        UsageError: it cannot be written there.
    """
    manifest = evidence.manifest.model_copy(update={"suite": suite, "rubric": rubric})
    Evidence(manifest, evidence.facts).write(path, signer)
