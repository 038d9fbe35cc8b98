"""Other values in place of one: always of the same JSON type, and of a form that docker-py can read."""

from __future__ import annotations

import datetime
import ipaddress
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import JsonValue

MOST_ITEMS = 4
"""So many items of a list, or keys of an object, are taken away, one at a time: the first ones."""

_ID = re.compile(r"(sha256:)?[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_EPOCHS = range(1_000_000_000, 10_000_000_000)
_DAY_SECONDS = 86_400


def is_id(value: JsonValue) -> bool:
    """Whether it is the whole id of a container, image, network or layer."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def is_time(value: JsonValue) -> bool:
    """Whether it is a moment: RFC 3339, or seconds since 1970."""
    if isinstance(value, str):
        return _TIME.fullmatch(value) is not None or (value.isascii() and value.isdigit() and int(value) in _EPOCHS)
    return isinstance(value, int) and not isinstance(value, bool) and value in _EPOCHS


def others(value: JsonValue) -> list[JsonValue]:
    """Values that differ from this one and have its type, at most a few. There are none for null and what is empty."""
    found: list[JsonValue] = []
    for one in _others(value):
        if one != value and one not in found:
            found.append(one)
    return found


def _others(value: JsonValue) -> Iterator[JsonValue]:
    match value:
        case bool():
            yield not value
        case int() | float():
            yield from _other_numbers(value)
        case str() if value:
            yield from other_texts(value)
        case list() if value:
            yield from _without_one(value)
            if isinstance(value[0], str) and value[0]:
                yield from ([one, *value[1:]] for one in other_texts(value[0])[:1])
            yield []
        case dict() if value:
            yield from ({k: v for k, v in value.items() if k != key} for key in list(value)[:MOST_ITEMS])
        case _:
            pass


def _without_one(value: list[Any]) -> Iterator[list[Any]]:
    if len(value) > 1:
        yield from ([*value[:at], *value[at + 1 :]] for at in range(min(len(value), MOST_ITEMS)))


def _other_numbers(value: float) -> Sequence[JsonValue]:
    if is_time(value):
        return value - _DAY_SECONDS, value + _DAY_SECONDS
    return (0, value * 2 + 1) if value else (1,)


def other_texts(text: str) -> list[str]:
    """Other texts in place of one that is not empty: an address for an address, a time for a time, an id for an id."""
    if is_id(text):
        return [text[:-1] + ("0" if text[-1] != "0" else "1")]
    if is_time(text):
        return _other_times(text)
    try:
        return _other_addresses(text)
    except ValueError:
        pass
    at = next((at for at, character in enumerate(text) if character.isalnum()), 0)
    return [f"{text[:at]}{_next(text[at])}{text[at + 1 :]}", f"{text}x", ""]


def _next(character: str) -> str:
    """Another character of the same kind."""
    if character.isascii() and character.isdigit():
        return str((int(character) + 1) % 10)
    return "b" if character == "a" else "a"


def _other_times(text: str) -> list[str]:
    """The same a day before and a day after, in the same form."""
    if text.isdigit():
        return [str(int(text) - _DAY_SECONDS), str(int(text) + _DAY_SECONDS)]
    try:
        day = datetime.date.fromisoformat(text[:10])
        return [f"{day + datetime.timedelta(days=days)}{text[10:]}" for days in (-1, 1)]
    except (ValueError, OverflowError):
        return [f"2020-01-01{text[10:]}", f"2020-01-02{text[10:]}"]


def _other_addresses(text: str) -> list[str]:
    """Other addresses or subnets.

    Raises:
        ValueError: the text is neither.
    """
    address, slash, bits = text.partition("/")
    number = ipaddress.ip_address(address)
    if number.is_unspecified and not slash:
        return ["127.0.0.1" if number.version == 4 else "::1", ""]
    step = 1 << (8 if number.version == 4 else 64)
    moved = type(number)((int(number) + step) % (1 << number.max_prefixlen))
    if not slash:
        return [str(moved), str(type(number)(int(number) ^ 1)), ""]
    if not (bits.isascii() and bits.isdigit() and int(bits) <= number.max_prefixlen):
        raise ValueError(text)
    longer = int(bits) + 1 if int(bits) < number.max_prefixlen else int(bits) - 1
    return [f"{moved}/{bits}", f"{address}/{longer}", ""]
