"""Times of a class for people, in the time zone of the class."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class ClassClock:
    """Shows times in one zone. The zone is named once on a page, so that a time does not repeat it."""

    timezone: str | None
    """An IANA name; None for the zone of this machine."""

    @cached_property
    def _zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.timezone) if self.timezone else None

    def moment(self, when: str) -> str:
        """A time such as `2026-11-23 14:03`; unchanged if it is not in ISO 8601 format."""
        found = self._local(when)
        return when if found is None else f"{found:%Y-%m-%d %H:%M}"

    def label(self, when: str) -> str:
        """The zone with its offset at that time: `Asia/Seoul (UTC+09:00)`."""
        found = self._local(when)
        name = self.timezone or (found and found.tzname()) or "UTC"
        return name if found is None or name == "UTC" else f"{name} (UTC{found.isoformat()[-6:]})"

    def _local(self, when: str) -> datetime.datetime | None:
        try:
            found = datetime.datetime.fromisoformat(when)
            return found.replace(tzinfo=found.tzinfo or datetime.UTC).astimezone(self._zone)
        except (ValueError, OverflowError):
            return None
