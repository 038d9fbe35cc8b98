"""Column types that store the same value on SQLite and PostgreSQL, whatever a student's host answered.

Neither engine stores every Python string: PostgreSQL refuses NUL, both refuse lone surrogates, and JSON has no NaN.
Such a character is stored as `␛` and four hexadecimal digits (`␛0000`, `␛d800`), and `␛` itself as `␛241b`. A number
that JSON lacks is stored as the text `␛nan`, `␛inf` or `␛-inf`, an integer too large for decimal as `␛0x…`. Reading
reverses this exactly; all other text is stored unchanged.
"""

from __future__ import annotations

import datetime
import json
import math
import re

from pydantic import JsonValue
from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator

_ESCAPE = "␛"
_WIDEST_INT = 10_000
"""In bits. Python does not write decimal numbers of more than 4,300 digits."""
_UNSTORABLE = re.compile(f"[\0\ud800-\udfff{_ESCAPE}]")
_SUSPECT = re.compile(rf"[\ud800-\udfff{_ESCAPE}]|\\u0000")
_ESCAPED = re.compile(f"{_ESCAPE}([0-9a-f]{{4}})")


def escaped(text: str) -> str:
    """The text without characters that an engine refuses."""
    return _UNSTORABLE.sub(lambda found: f"{_ESCAPE}{ord(found[0]):04x}", text)


def unescaped(text: str) -> str:
    """The text as it was before `escaped`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if _ESCAPE in text else text


def storable(value: JsonValue) -> JsonValue:
    """The value in strict JSON that both engines accept."""
    match value:
        case str():
            return escaped(value)
        case float() if not math.isfinite(value):
            return f"{_ESCAPE}{value}"
        case int() if value.bit_length() > _WIDEST_INT:
            return f"{_ESCAPE}{value:#x}"
        case list():
            return [storable(item) for item in value]
        case dict():
            return {escaped(key): storable(item) for key, item in value.items()}
        case _:
            return value


def restored(value: JsonValue) -> JsonValue:
    """The value as it was before `storable`."""
    match value:
        case str() if value in {f"{_ESCAPE}nan", f"{_ESCAPE}inf", f"{_ESCAPE}-inf"}:
            return float(value[1:])
        case str() if value.startswith((f"{_ESCAPE}0x", f"{_ESCAPE}-0x")):
            return int(value[1:], 16)
        case str():
            return unescaped(value)
        case list():
            return [restored(item) for item in value]
        case dict():
            return {unescaped(key): restored(item) for key, item in value.items()}
        case _:
            return value


def dumped(value: JsonValue) -> str:
    """Strict JSON for either engine, readable in a database tool."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return json.dumps(storable(value), ensure_ascii=False)
    return json.dumps(storable(value), ensure_ascii=False) if _SUSPECT.search(text) else text


def loaded(text: str | bytes) -> JsonValue:
    """The value as it was before `dumped`."""
    text = text if isinstance(text, str) else text.decode()
    value: JsonValue = json.loads(text)
    return restored(value) if _ESCAPE in text else value


class Words(TypeDecorator[str]):
    """Any text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else escaped(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else unescaped(value)


class Json(JSON[JsonValue]):
    """A JSON value; None is NULL."""

    def __init__(self) -> None:
        super().__init__(none_as_null=True)


@compiles(Json, "sqlite")
def _as_text(*_: object, **__: object) -> str:
    """Declare the column as text: in one of an unknown type, SQLite turns the text of a number into a number."""
    return "TEXT"


class Utc(TypeDecorator[datetime.datetime]):
    """A time, stored in UTC and read as an aware datetime."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        moment = value.astimezone(datetime.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=datetime.UTC) if dialect.name == "sqlite" else value.astimezone(datetime.UTC)
