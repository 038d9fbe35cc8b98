"""Puts values into the texts of any language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.i18n.languages import LANGUAGES

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill(template: str, values: Mapping[str, str], language: str) -> str:
    """The template with a value for each `{name}`, and its own words after a value fitted to that value.

    A value is put in unchanged; a placeholder without a value stays.
    """
    info = LANGUAGES.get(language)
    text, *parts = _PLACEHOLDER.split(template)
    for name, words in zip(parts[::2], parts[1::2], strict=True):
        if name not in values:
            text += f"{{{name}}}{words}"
            continue
        text += values[name]
        text += info.after_value(text, words) if info and info.after_value else words
    return text
