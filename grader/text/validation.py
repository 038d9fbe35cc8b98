"""What is wrong with values that a model refused, in the grader's own sentences."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ValidationError
from pydantic_core import ErrorDetails

from grader.message import InvalidValue, Message
from grader.text.clean import one_line
from grader.text.suggestions import did_you_mean, nearest

_LONGEST = 60
_MOST_BITS = 200
_KEY = "[key]"
DECLARED, PLAIN = "[declared]", "[plain]"
"""Tags of the two forms of a parameter, which pydantic puts into locations."""
_QUOTED = re.compile(r"'([^']*)'")

Location = tuple[int | str, ...]
"""The keys and indexes that lead to a value."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    location: Location
    """Of the value that is wrong, or of the key."""
    said: Message
    """What is wrong, without a full stop."""
    suggestion: Message | None = None
    """A sentence on what was probably meant, or what is allowed."""
    names_key: bool = False
    """Whether `said` names the last key of the location."""

    @property
    def keys(self) -> str:
        """The keys for the reader, such as `late.per_day`; empty at the top level."""
        location = self.location[:-1] if self.names_key else self.location
        return dotted(location)

    @property
    def in_place(self) -> Message:
        """What is wrong and with which keys, without a full stop."""
        return Message("{keys}: {problem}", keys=self.keys, problem=self.said) if self.keys else self.said

    @property
    def message(self) -> Message:
        """What is wrong in one or two sentences."""
        if self.suggestion is None:
            return Message("{problem}.", problem=self.said)
        return Message("{problem}. {suggestion}", problem=self.said, suggestion=self.suggestion)


def dotted(location: Location) -> str:
    """The keys of a location for the reader. An index says less than the line of the file does."""
    return ".".join(part for part in location if isinstance(part, str))


def problems(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """Everything that is wrong, in the order in which the model checks it.

    A key that is missing because it is misspelt is one problem.
    """
    errors = [_without_tags(one) for one in error.errors(include_url=False)]
    meant = {
        (location[:-1], name)
        for location in (one["loc"] for one in errors if one["type"] == "extra_forbidden")
        for name in nearest(str(location[-1]), _known_keys(model, location[:-1]))
    }
    return [
        _problem(one, model)
        for one in errors
        if not (one["type"] == "missing" and (one["loc"][:-1], one["loc"][-1]) in meant)
    ]


def word(pattern: str, expected: Message) -> AfterValidator:
    """Has a model take only text that matches a pattern, which `expected` describes: “an exercise ID, such as ex05”."""
    compiled = re.compile(pattern)

    def matching(text: str) -> str:
        if compiled.fullmatch(text):
            return text
        raise InvalidValue("{expected} is expected, found {found}", expected=expected, found=described(text))

    return AfterValidator(matching)


def described(value: object) -> Message:
    """A value that was found, as part of a sentence."""
    if value is None or value == "":
        return Message("nothing")
    if isinstance(value, list | tuple | set):
        return Message("a list")
    if isinstance(value, dict):
        return Message("keys with values")
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return Message("a very long number")
    text = one_line(str(value), _LONGEST)
    if isinstance(value, str):
        return Message("“{text}”", text=text)
    return Message("{text}", text=text.lower() if isinstance(value, bool) else text)


def _without_tags(error: ErrorDetails) -> ErrorDetails:
    return {**error, "loc": tuple(part for part in error["loc"] if part not in {DECLARED, PLAIN})}


def _problem(error: ErrorDetails, model: type[BaseModel]) -> Problem:
    kind, location, value = error["type"], tuple(error["loc"]), error["input"]
    if location[-1:] == (_KEY,):
        return Problem(location[:-1], _refusal(error), names_key=True)
    if kind == "missing":
        return Problem(location[:-1], Message("the key “{key}” is missing", key=location[-1]))
    if kind in {"extra_forbidden", "invalid_key"}:
        return _unknown_key(location, _known_keys(model, location[:-1]))
    if kind in {"literal_error", "enum"}:
        expected = str(error["ctx"]["expected"])
        choices = _QUOTED.findall(expected) or [expected.lower()]  # True and False are true and false in YAML
        allowed = Message("Allowed: {choices}.", choices=", ".join(choices))
        refused = Message("{found} is not allowed here", found=described(value))
        return Problem(location, refused, allowed)
    if kind == "invalid-json-value":  # pydantic adds the types on the way to it
        location = tuple(part for part in location if part not in {"list", "dict"})
    return Problem(location, _refusal(error))


def _unknown_key(location: Location, known: tuple[str, ...]) -> Problem:
    key = one_line(str(location[-1]), _LONGEST)
    said = Message("“{key}” is not a known key", key=key)
    allowed = Message("Known keys: {keys}.", keys=", ".join(known))
    return Problem(location, said, did_you_mean(key, known, otherwise=allowed) if known else None, names_key=True)


def _known_keys(kind: Any, location: Location) -> tuple[str, ...]:
    """The keys of the model at this location, without former names; empty if any key may be there."""
    for part in location:
        kind = _below(kind, part)
    fields = _fields(kind)
    return tuple(field.alias or name for name, field in fields.items() if not field.exclude)


def _fields(kind: Any) -> Mapping[str, Any]:
    return kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}


def _below(kind: Any, part: int | str) -> Any:
    """The type of an entry of a value of this type; None if it is not known."""
    kind = _bare(kind)
    if get_origin(kind) in {dict, list}:
        return _bare(get_args(kind)[-1])
    field = next((one for name, one in _fields(kind).items() if str(part) in {name, one.alias}), None)
    return _bare(field.annotation) if field else None


def _bare(kind: Any) -> Any:
    """The type without its annotations and without None."""
    while get_origin(kind) in {Annotated, Union, types.UnionType}:
        kind = next(one for one in get_args(kind) if one is not types.NoneType)
    return kind


def _refusal(error: ErrorDetails) -> Message:
    values, found = error.get("ctx", {}), described(error["input"])
    cause = values.get("error")
    if isinstance(cause, InvalidValue):
        return cause.message
    if isinstance(cause, ValueError):
        return Message("{problem}", problem=cause)
    if error["type"] in _LIMITS:
        name, said = _LIMITS[error["type"]]
        return said(values[name], found)
    expected = next((said for kinds, said in _TYPES.items() if error["type"].startswith(kinds)), None)
    if expected is None:
        return Message("{found} is not a valid value", found=found)
    if expected is _TEXT and isinstance(error["input"], int | float):
        return Message("text is expected, found {found}: put it in quotes", found=found)
    return Message("{expected} is expected, found {found}", expected=expected, found=found)


_TEXT = Message("text")
_TYPES: Mapping[tuple[str, ...], Message] = {
    ("string_type", "string_unicode", "path"): _TEXT,
    ("int",): Message("a whole number"),
    ("float", "finite", "decimal"): Message("a number"),
    ("bool",): Message("“true” or “false”"),
    ("list", "tuple", "set"): Message("a list"),
    ("model", "dict", "mapping"): Message("“key: value”"),
    ("date",): Message("a date"),
    ("invalid-json",): Message("text, a number, “true”, “false”, a list or “key: value”"),
}
_LIMITS: Mapping[str, tuple[str, Callable[[object, Message], Message]]] = {
    "greater_than": ("gt", lambda n, found: Message("a number above {n} is expected, found {found}", n=n, found=found)),
    "greater_than_equal": (
        "ge",
        lambda n, found: Message("at least {n} is expected, found {found}", n=n, found=found),
    ),
    "less_than": ("lt", lambda n, found: Message("a number below {n} is expected, found {found}", n=n, found=found)),
    "less_than_equal": ("le", lambda n, found: Message("at most {n} is expected, found {found}", n=n, found=found)),
    "string_too_long": (
        "max_length",
        lambda n, _: Message(
            "the text is longer than {n} character", plural="the text is longer than {n} characters", n=n
        ),
    ),
    "string_too_short": ("min_length", lambda _, found: Message("text is expected, found {found}", found=found)),
    "too_long": (
        "max_length",
        lambda n, _: Message("more than {n} entry is given", plural="more than {n} entries are given", n=n),
    ),
    "too_short": (
        "min_length",
        lambda n, _: Message("at least {n} entry is expected", plural="at least {n} entries are expected", n=n),
    ),
}
