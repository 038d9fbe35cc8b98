"""The modification time of a folder on the graded host, which a probe keeps and restores."""

from __future__ import annotations

import shlex
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FolderTimes:
    """Keeps the modification time of a folder, and restores it. Both are shell commands."""

    folder: str
    """Quoted for the shell, like `reference`."""
    reference: str
    """A file that keeps the time if `touch` does not understand what `stat` prints (BusyBox)."""

    @property
    def look(self) -> str:
        """Prints the time, and a second line if the file is needed."""
        return (
            f'g=$(stat -c %y {self.folder} 2>/dev/null); echo "$g"; '
            f'touch -c -d "$g" {self.reference} 2>/dev/null || echo kept'
        )

    @property
    def keep(self) -> str:
        """Makes the file."""
        return f"touch -r {self.folder} {self.reference} 2>/dev/null"

    def restore(self, changed: str) -> str:
        """Restores the time that was printed."""
        return (
            f"touch -c -d {shlex.quote(changed)} {self.folder} 2>/dev/null || "
            f"touch -c -r {self.reference} {self.folder}; rm -f {self.reference}"
        )
