"""Whether a text has what a check wants of it."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import JsonValue

from grader.text.patterns import wanted_text


def wrong_patterns(text: str, patterns: Iterable[str]) -> tuple[list[JsonValue], list[JsonValue]]:
    """The patterns that the text lacks, and those that it has and must not have, without the `!`."""
    wrong = [one for one in map(wanted_text, patterns) if not one.fits(text)]
    return [one.shown for one in wrong if not one.is_absent], [one.shown for one in wrong if one.is_absent]
