"""Where a class keeps what tells of its students."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """Where a class keeps what grading wrote."""

    results: Path
    keys: Path

    @property
    def evidence(self) -> Path:
        return self.results / "evidence"

    @property
    def pseudonymous(self) -> Path:
        """Pseudonymous reports; those with names stay apart."""
        return self.results / "pseudonymous"
