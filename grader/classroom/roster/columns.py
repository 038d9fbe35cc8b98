"""Recognises the columns of a roster by their headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.classroom.roster.words import KNOWN, key_of, names_for, without_gloss

_PER_EXERCISE = re.compile(r"(extension|연장|due)(ex\d\d)")
_IGNORED = "endoflineindicator"  # the last column of a Brightspace file


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file."""

    index: int
    header: str
    meaning: str
    """A field of the student, or `due ex05` and `extension ex05` for one exercise; empty for any other column."""


def recognize(header: Sequence[str]) -> tuple[Column, ...]:
    """The meaning of each column. No two columns have the same meaning; columns without a header are omitted."""
    keys = _keys(header)
    found: dict[int, str] = {}
    for index, key in enumerate(keys):
        match = _PER_EXERCISE.fullmatch(key)
        if match:
            found[index] = f"{'due' if match[1] == 'due' else 'extension'} {match[2]}"
    for meaning, names in names_for(frozenset(keys)).items():
        places = [keys.index(name) for name in map(key_of, names) if name in keys and keys.index(name) not in found]
        found.update(dict.fromkeys(places[:1], meaning))
    if "name" in found.values():
        found = {index: one for index, one in found.items() if one not in {"first_name", "last_name"}}
    return tuple(
        Column(index, text, found.get(index, ""))
        for index, text in enumerate(header)
        if text and keys[index] != _IGNORED
    )


def _keys(header: Sequence[str]) -> list[str]:
    """The key of each header, without a gloss if only that makes it a known one."""
    keys = [key_of(text) for text in header]
    short = [key_of(without_gloss(text)) for text in header]
    return [
        bare if key not in KNOWN and bare in KNOWN and bare not in keys else key
        for key, bare in zip(keys, short, strict=True)
    ]


def meanings(header: Sequence[str]) -> set[str]:
    """The meanings of all columns with these headers."""
    return {one.meaning for one in recognize(header)} - {""}


def duplicates(header: Sequence[str]) -> list[str]:
    """Headers that occur more than once."""
    keys = [key_of(text) for text in header]
    return [text for index, text in enumerate(header) if keys[index] and keys[index] in keys[:index]]
