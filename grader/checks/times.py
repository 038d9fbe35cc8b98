"""The Engine's way of writing times."""

from __future__ import annotations

import datetime
import re

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$")


def timestamp(text: str) -> float:
    """Seconds since 1970 of an Engine time such as 2026-11-23T20:00:00.123456789Z; 0 when it is none."""
    found = _TIME.match(text)
    if not found:
        return 0.0
    zone = (found.group(2) or "Z").replace("Z", "+00:00")
    try:
        return datetime.datetime.fromisoformat(found.group(1) + zone).timestamp()
    except ValueError:
        return 0.0
