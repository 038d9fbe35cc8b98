"""What is kept of an attempt, to be looked at again without its host."""

from __future__ import annotations

from pathlib import Path

from grader.evidence.file import Tape
from grader.evidence.signing import Signer


def keep(tape: Tape, path: Path, *, suite: str, rubric: str, signer: Signer | None) -> None:
    """Write a tape as evidence that names the suite which asked and the rubric, by their hashes.

    Raises:
        UsageError: it cannot be written there.
    """
    manifest = tape.manifest.model_copy(update={"suite": suite, "rubric": rubric})
    Tape(manifest, tape.facts).write(path, signer)
