"""One student of a class."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Student:
    """A student's identity in every system, the host to grade, and what differs from the rest of the class."""

    id: str
    host: str
    """The URL of the host."""
    name: str = ""
    email: str = ""
    section: str = ""
    username: str = ""
    sis_id: str = ""
    canvas_id: str = ""
    extension: datetime.timedelta = datetime.timedelta()
    """Additional time for every exercise that is not in `extensions`."""
    extensions: Mapping[str, datetime.timedelta] = field(default_factory=dict, hash=False)
    due: datetime.datetime | None = None
    """The student's own due time for every exercise not in `dues`. Without a zone, it is in that of the class."""
    dues: Mapping[str, datetime.datetime] = field(default_factory=dict, hash=False)
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    """All other columns of the roster, by header."""
    line: int = field(default=0, compare=False)
    """The line of the student in the roster."""

    @property
    def label(self) -> str:
        """The name, or the ID of a student without a name."""
        return self.name or self.id
