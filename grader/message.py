"""A sentence as a template and the values in it, so that it can be said in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_GAP = re.compile(r"\{(\w+)\}")
_DEEPEST = 8
_LONGEST = 1_000_000
"""Limits of a message from a file: how deep it may be nested, and how long its text may be, in characters."""


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A sentence in English with named gaps, and the values that fill them.

        Message("User {name} cannot access {socket}.", name="ada", socket="/run/docker.sock")
        Message("{n} fact", plural="{n} facts", n=3)

    A value is a number, another message, or text; anything else is kept as its text. Text in a value is never taken
    for a gap, and a gap without a value stays as it is.
    """

    template: str
    plural: str
    """The template for every number `n` but 1; empty where there is no number to go by."""
    values: Mapping[str, str | int | Message] = field(hash=False)

    def __init__(self, template: str, /, *, plural: str = "", **values: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "plural", plural)
        object.__setattr__(self, "values", {name: _value(value) for name, value in values.items()})

    def __str__(self) -> str:
        template = self.plural if self.plural and self.values.get("n") != 1 else self.template
        return _GAP.sub(lambda gap: str(self.values.get(gap[1], gap[0])), template)

    def to_json(self) -> dict[str, Any]:
        """The message as JSON; `from_json` reads it back."""
        values = {name: one.to_json() if isinstance(one, Message) else one for name, one in self.values.items()}
        return {"template": self.template} | ({"plural": self.plural} if self.plural else {}) | {"values": values}

    @classmethod
    def from_json(cls, said: object) -> Message:
        """The message that `to_json` wrote.

        Raises:
            ValueError: it is not one, or beyond the limits.
        """
        message = _read(said, _DEEPEST)
        if _length(message) > _LONGEST:
            raise ValueError("a message is too long")
        return message

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: object) -> Any:
        """Have models of pydantic keep messages as JSON."""
        from pydantic_core import core_schema  # noqa: PLC0415  most errors are raised where no model is

        return core_schema.no_info_plain_validator_function(
            lambda said: said if isinstance(said, cls) else cls.from_json(said),
            serialization=core_schema.plain_serializer_function_ser_schema(cls.to_json, when_used="json"),
        )


class InvalidValue(ValueError):
    """A value that a person wrote is not valid. Its message says what was found and what to write instead.

    As `Message`: a template, and the values that fill it.
    """

    def __init__(self, problem: str, /, **values: object) -> None:
        self.message = Message(problem, plural="", **values)
        super().__init__(str(self.message))


def gaps(template: str) -> list[str]:
    """The names of the values that a template needs."""
    return _GAP.findall(template)


def _value(value: object) -> str | int | Message:
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, Message | int) and not isinstance(value, bool) else str(value)


def _read(said: object, depth: int) -> Message:
    match said:
        case {"template": str(template), "values": dict(values), **rest} if depth and not rest.keys() - {"plural"}:
            plural = rest.get("plural", "")
            if isinstance(plural, str) and all(isinstance(name, str) and name != "plural" for name in values):
                return Message(template, plural=plural, **{name: _part(one, depth - 1) for name, one in values.items()})
    raise ValueError("this is not a message")


def _part(said: object, depth: int) -> str | int | Message:
    return said if isinstance(said, str | int) and not isinstance(said, bool) else _read(said, depth)


def _length(message: Message) -> int:
    """An upper bound of the text's length; not built, for a few values many times over may be very long."""
    parts = {name: _length(one) if isinstance(one, Message) else len(str(one)) for name, one in message.values.items()}
    templates = (message.template, message.plural)
    return sum(len(one) + sum(parts.get(name, 0) for name in gaps(one)) for one in templates)
