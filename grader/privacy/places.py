"""The folders in which a class keeps data about its students."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The folders that grading writes to, and the folder of the pseudonyms."""

    results: Path
    keys: Path

    @property
    def evidence(self) -> Path:
        return self.results / "evidence"

    @property
    def pseudonymous(self) -> Path:
        """The folder of pseudonymous reports, separate from those with names."""
        return self.results / "pseudonymous"
