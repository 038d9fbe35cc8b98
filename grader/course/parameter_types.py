"""Parameters with a type: what exercise.yml states of them, and what a value of each type must be."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    JsonValue,
    Tag,
    ValidationInfo,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from grader.message import InvalidValue, Message
from grader.text.validation import DECLARED, PLAIN, described

Kind = Literal["network", "address", "port", "name", "path", "int", "choice"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{1,62}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_PATH = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?")
_LAST_PORT = 65535
_DECLARING = ("type", "default")
"""The keys that make a mapping a declaration."""


class Parameter(BaseModel):
    """A parameter that is declared with its type."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Kind
    """What a value must be."""
    choices: list[str] = Field(default=[], validate_default=True)
    """The values that a `choice` may have; no other type has them."""
    default: JsonValue
    """The exercise's own value."""

    @field_validator("choices")
    @classmethod
    def _belong_to_a_choice(cls, choices: list[str], info: ValidationInfo) -> list[str]:
        kind = info.data.get("type")
        if kind == "choice" and not choices:
            raise InvalidValue("a choice needs at least one value")
        if kind not in {"choice", None} and choices:
            raise InvalidValue(
                "only a parameter of the type “choice” has choices, not one of the type “{kind}”", kind=kind
            )
        return choices

    @field_validator("default")
    @classmethod
    def _of_the_type(cls, default: JsonValue, info: ValidationInfo) -> JsonValue:
        if not {"type", "choices"} <= info.data.keys():  # they are wrong themselves
            return default
        return _value(info.data["type"], info.data["choices"], default)

    def value(self, given: JsonValue) -> JsonValue:
        """A value of this type: a number for `port` and `int`, otherwise text.

        Raises:
            InvalidValue: what is given is not one.
        """
        return _value(self.type, self.choices, given)


class _EitherForm:
    """Has the JSON Schema choose the form as `_form` does; a declaration could be a plain mapping as well."""

    @staticmethod
    def __get_pydantic_json_schema__(core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        declared, plain = schema.pop("oneOf")
        either = [{"required": [key]} for key in _DECLARING]
        return schema | {"if": {"type": "object", "anyOf": either}, "then": declared, "else": plain}


def _form(value: Any) -> str:
    declared = isinstance(value, Parameter) or (isinstance(value, dict) and not value.keys().isdisjoint(_DECLARING))
    return DECLARED if declared else PLAIN


Declaration = Annotated[
    Annotated[Parameter, Tag(DECLARED)] | Annotated[JsonValue, Tag(PLAIN)], Discriminator(_form), _EitherForm()
]
"""A parameter as exercise.yml has it: with a type, or as its plain default value."""


def _value(kind: Kind, choices: list[str], given: JsonValue) -> JsonValue:
    if kind == "choice":
        return _chosen(given, choices)
    return _READERS[kind](given)


def _chosen(given: JsonValue, choices: list[str]) -> str:
    if isinstance(given, str) and given in choices:
        return given
    raise InvalidValue(
        "one of {choices} is expected, found {found}", choices=", ".join(choices), found=described(given)
    )


def _network(given: JsonValue) -> str:
    try:
        network = str(ipaddress.ip_network(_text(given), strict=False))
    except ValueError:
        raise _unexpected(Message("a network such as 192.168.100.0/24"), given) from None
    if network != given:
        raise InvalidValue(
            "{found} is not how a network is written: write {network}", found=described(given), network=network
        )
    return network


def _address(given: JsonValue) -> str:
    try:
        address = str(ipaddress.ip_address(_text(given)))
    except ValueError:
        raise _unexpected(Message("an address such as 192.168.100.1"), given) from None
    if address != given:
        raise InvalidValue(
            "{found} is not how an address is written: write {address}", found=described(given), address=address
        )
    return address


def _port(given: JsonValue) -> int:
    number = _number(given)
    if number is None or not 1 <= number <= _LAST_PORT:
        raise _unexpected(Message("a port from 1 to 65535"), given)
    return number


def _int(given: JsonValue) -> int:
    number = _number(given)
    if number is None:
        raise _unexpected(Message("a whole number"), given)
    return number


def _name(given: JsonValue) -> str:
    if not _NAME.fullmatch(_text(given)):
        raise _unexpected(
            Message("a name of 2 to 63 letters, digits, “_”, “.” and “-” that begins with a letter or digit"), given
        )
    return _text(given)


def _path(given: JsonValue) -> str:
    if not _PATH.fullmatch(_text(given)):
        raise _unexpected(Message("a path such as /srv/data or notes.txt"), given)
    return _text(given)


_READERS: Mapping[Kind, Callable[[JsonValue], JsonValue]] = {
    "network": _network,
    "address": _address,
    "port": _port,
    "int": _int,
    "name": _name,
    "path": _path,
}


def _number(given: JsonValue) -> int | None:
    """The whole number that is given as one or as text; None if it is not one."""
    if isinstance(given, str):
        return int(given) if _NUMBER.fullmatch(given) else None
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def _text(given: JsonValue) -> str:
    """The text that is given; empty, and so no value of any type, if it is something else."""
    return given if isinstance(given, str) else ""


def _unexpected(expected: Message, given: JsonValue) -> InvalidValue:
    return InvalidValue("{expected} is expected, found {found}", expected=expected, found=described(given))
