"""Sentences with their names and paths set as code."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from grader.grading.names import Span
from grader.text.clean import truncate, visible


def with_chips(text: str, names: Iterable[Span], limit: int) -> Markup:
    """The HTML of a text of at most `limit` characters, safe to show, with each name in `<code>`."""
    pieces: list[Markup] = []
    at = 0
    for start, end in (*names, (len(text), len(text))):
        words = _cut(visible(text[at:start]), limit)
        name = _cut(visible(text[start:end]), limit - len(words))
        limit -= len(words) + len(name)
        pieces.append(escape(words) + (Markup("<code>{}</code>").format(name) if name else Markup()))
        at = end
    return Markup().join(pieces)


def _cut(text: str, limit: int) -> str:
    return truncate(text, max(limit, 0))
