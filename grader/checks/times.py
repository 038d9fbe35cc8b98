"""Times as the Engine writes them."""

from __future__ import annotations

import datetime
import re

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$")


def timestamp(text: str) -> float:
    """Convert a time of the Engine to seconds since 1970, without fractions.

    Args:
        text: A time such as `2026-11-23T20:00:00.123456789Z`; without a zone it is UTC.

    Returns:
        Seconds since 1970; 0 if the text is not a time.

    Example:
        started = timestamp(container.attrs["State"]["StartedAt"])
    """
    found = _TIME.match(text)
    if not found:
        return 0.0
    zone = (found.group(2) or "Z").replace("Z", "+00:00")
    try:
        return datetime.datetime.fromisoformat(found.group(1) + zone).timestamp()
    except ValueError:
        return 0.0
