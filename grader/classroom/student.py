"""One student of a class."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Student:
    """Who it is in every system that asks, which host is graded, and what differs from the class."""

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
    """More time, for every exercise that is not in `extensions`."""
    extensions: Mapping[str, datetime.timedelta] = field(default_factory=dict, hash=False)
    due: datetime.datetime | None = None
    """A due time of one's own, for every exercise that is not in `dues`. A naive one is in the class's time zone."""
    dues: Mapping[str, datetime.datetime] = field(default_factory=dict, hash=False)
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    """All other columns of the roster, by their headers."""
    line: int = field(default=0, compare=False)
    """Where the roster names this student."""

    @property
    def label(self) -> str:
        """The name, or the id of a student without one."""
        return self.name or self.id
