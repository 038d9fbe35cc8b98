"""Durations, percentages and times as people write them in a class file and a roster."""

from __future__ import annotations

import datetime
import re
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator

from grader.message import InvalidValue

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_DURATION = re.compile(r"(?:\d{1,6}\s*[wdhms]\s*)+", re.ASCII)
_PART = re.compile(r"(\d+)\s*([wdhms])")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*%", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_END_OF_DAY = datetime.time(23, 59, 59)
_LONGEST = datetime.timedelta(days=3660)
_YEARS = range(2000, 2200)


def duration(value: object) -> datetime.timedelta:
    """A duration such as `15m`, `2h` or `1d 12h`; a day is 24 hours.

    Raises:
        InvalidValue: it is not a duration, or longer than ten years.
    """
    if isinstance(value, datetime.timedelta):
        return value
    text = str(value).strip().lower()
    if text == "0":
        return datetime.timedelta()
    total = datetime.timedelta()
    if not _DURATION.fullmatch(text):
        raise InvalidValue("“{value}” is not a duration; write 15m, 2h or 1d 12h", value=value)
    for number, unit in _PART.findall(text):
        total += datetime.timedelta(**{_UNITS[unit]: int(number)})
    if total > _LONGEST:
        raise InvalidValue("“{value}” is longer than ten years", value=value)
    return total


def duration_text(value: datetime.timedelta) -> str:
    """The duration as `duration` reads it; fractions of a second are dropped."""
    seconds = int(value.total_seconds())
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts) or "0"


def percent(value: object) -> float:
    """A percentage such as `10%`, as 10.0. A number without % is invalid: 0.1 and 10 could both mean a tenth.

    Raises:
        InvalidValue: it is not a percentage from 0% to 100%.
    """
    text = str(value).strip()
    match = _PERCENT.fullmatch("0%" if text == "0" else text)
    if match is None or float(match[1]) > 100:
        raise InvalidValue("“{value}” is not a percentage; write it as 10%, at most 100%", value=value)
    return float(match[1])


def moment(value: object) -> datetime.datetime:
    """A date with a time of day, with or without a time zone. A date alone is the last second of that day.

    Raises:
        InvalidValue: it is not one.
    """
    when = _moment(value)
    if when is None:
        raise InvalidValue("“{value}” is not a date; write 2026-12-01 or 2026-12-01T23:59", value=value)
    if when.year not in _YEARS:
        raise InvalidValue(
            "the year {year} is not from {first} to {last}", year=f"{when.year}", first=_YEARS[0], last=_YEARS[-1]
        )
    return when


def _moment(value: object) -> datetime.datetime | None:
    if isinstance(value, datetime.datetime):
        return value
    text = str(value).strip()
    try:
        if _DATE.fullmatch(text):
            return datetime.datetime.combine(datetime.date.fromisoformat(text), _END_OF_DAY)
        return datetime.datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None


def zone(name: object) -> ZoneInfo:
    """The time zone with this IANA name.

    Raises:
        InvalidValue: this machine does not have such a time zone.
    """
    try:
        return name if isinstance(name, ZoneInfo) else ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidValue(
            "“{name}” is not a time zone known here; write an IANA name such as Asia/Seoul", name=name
        ) from error


def localised(when: datetime.datetime, where: ZoneInfo | None) -> datetime.datetime:
    """The time with its time zone; one without is local time in `where`.

    When clocks are set back, some local times occur twice; when they are set forward, some never occur. In both cases
    the later of the two readings is taken, in the student's favour.

    Raises:
        InvalidValue: neither the time nor `where` has a time zone.
    """
    if when.tzinfo is not None:
        return when
    if where is None:
        raise InvalidValue(
            "{time} has no time zone; add one, as in {time}+09:00, or give the class file a timezone, as in Asia/Seoul",
            time=when.isoformat(),
        )
    readings = (when.replace(tzinfo=where, fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
    return max(readings).astimezone(where)


Duration = Annotated[datetime.timedelta, BeforeValidator(duration)]
Percent = Annotated[float, BeforeValidator(percent)]
Zone = Annotated[ZoneInfo, BeforeValidator(zone)]
