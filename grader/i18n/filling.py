"""Puts values into the texts of any language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from grader.i18n.languages import LANGUAGES

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Filled(NamedTuple):
    """A text, and where in it values are."""

    text: str
    values: tuple[tuple[str, int, int], ...] = ()
    """The name of each value, its start and its end."""


def fill(template: str, values: Mapping[str, str], language: str) -> str:
    """The template with a value for each `{name}`, and its own words after a value fitted to that value.

    A value is put in unchanged; a placeholder without a value stays.
    """
    return filled(template, values, language).text


def filled(template: str, values: Mapping[str, str], language: str) -> Filled:
    """Like `fill`, with the positions of the values."""
    info = LANGUAGES.get(language)
    text, *parts = _PLACEHOLDER.split(template)
    places = []
    for name, words in zip(parts[::2], parts[1::2], strict=True):
        if name not in values:
            text += f"{{{name}}}{words}"
            continue
        start = len(text)
        text += values[name]
        places.append((name, start, len(text)))
        text += info.after_value(text, words) if info and info.after_value else words
    return Filled(text, tuple(places))
