"""Names and paths in sentences, which pages set apart from the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pydantic import JsonValue

from grader.i18n.filling import Filled

Span = tuple[int, int]
"""The start and the end of a name in a text."""

_LONGEST = 120
_NAME = re.compile(rf"\S{{1,{_LONGEST}}}")
# What a sentence puts directly beside a value to make a path of it: `~/{folder}/{file}`, `{image}:latest`.
_BEFORE = re.compile(r"[\w.:/~@-]*[/~:]$", re.ASCII)
_AFTER = re.compile(r"[/:][\w.:/~@-]*[\w/~]", re.ASCII)


class Named(NamedTuple):
    """A text, and where in it names are."""

    text: str
    names: tuple[Span, ...] = ()


def named(found: Filled, values: Mapping[str, JsonValue]) -> Named:
    """The text with those of its values that are names or paths, each with what belongs to the same path.

    Numbers, words of the reader's language such as `yes`, and what a host said in sentences are not names.
    """
    spans: list[Span] = []
    for name, start, end in found.values:
        for first, last in _names(values[name], found.text, start, end):
            before, after = _BEFORE.search(found.text[max(0, first - _LONGEST) : first]), _AFTER.match(found.text, last)
            span = (before.start() if before else first, after.end() if after else last)
            if spans and span[0] <= spans[-1][1]:
                span = (spans.pop()[0], span[1])
            spans.append(span)
    return Named(found.text, tuple(spans))


def _names(value: JsonValue, text: str, start: int, end: int) -> Iterator[Span]:
    """The names in one value, which the text shows between these positions."""
    if isinstance(value, str) and value == text[start:end] and _NAME.fullmatch(value):
        yield start, end
    elif isinstance(value, list):
        names = {one for one in value if isinstance(one, str)}
        for part in re.finditer(r"[^\s,]+", text[start:end]):
            if part[0] in names and len(part[0]) <= _LONGEST:
                yield start + part.start(), start + part.end()
