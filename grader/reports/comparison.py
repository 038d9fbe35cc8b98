"""What a check saw beside what it expected, with the difference marked."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, ndiff
from typing import NamedTuple

from pydantic import JsonValue

from grader.grading.result import CheckResult
from grader.i18n.catalogue import translator
from grader.text.values import show

LONG = 30
"""In a value of so many characters, a difference is hard to see: it is also given in words."""

_LONGEST_LINE = 120
"""A longer value is compared line by line, in characters."""

_MOST_IN_WORDS = 2
"""More differences between two values are not given in words: the values themselves are easier to read."""

_LEAST_ALIKE = 0.4
"""How much of two values must be the same for the rest to be marked, from 0 to 1."""

_FIELD = re.compile(r"[^\s:,=]+|\s+|[:,=]")
_SMALLER = re.compile(r"\d+|[^\W\d_]+|\s+|.", re.DOTALL)


class Part(NamedTuple):
    """A piece of a value, and whether the other value has something else in its place."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """A value with its name; its parts in a row are its text."""

    name: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The value without marks."""
        return "".join(part.text for part in self.parts)


def compared(check: CheckResult, language: str) -> list[ComparedValue]:
    """The values that a check saw and expected, with their difference marked.

    A value that is nothing is left out, and so are both if the message contains them. Similar values with several or
    long lines become one, a diff: its lines begin with “- ” if they were seen, with “+ ” if they were expected.
    """
    _ = translator(language)
    said = _words(check.message or "")
    values = [(name, value) for name, value in ((_("seen"), check.seen), (_("expected"), check.expected)) if _is(value)]
    rows = [(name, show(value, language)) for name, value in values]
    if all(_is_in(text, said) for _name, text in rows):
        return []
    if len(rows) < 2:
        return [ComparedValue(name, (Part(text),)) for name, text in rows]
    (seen_name, seen), (expected_name, expected) = rows
    if any("\n" in text or len(text) > _LONGEST_LINE for text in (seen, expected)) and _are_alike(
        seen.split(), expected.split()
    ):
        return [ComparedValue(_("- seen, + expected"), tuple(_diff(seen, expected)))]
    ours, theirs = marked(seen, expected)
    return [ComparedValue(seen_name, ours), ComparedValue(expected_name, theirs)]


@functools.lru_cache(maxsize=4096)  # students of a class make the same mistakes
def marked(seen: str, expected: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The parts of both values; without marks if the values are equal or have little in common."""
    found = _pieces(_FIELD.findall(seen), _FIELD.findall(expected), finer=True)
    same = sum(len(ours.text) for ours, _theirs in found if not ours.differs and not ours.text.isspace())
    if seen == expected or same < _LEAST_ALIKE * min(len(seen), len(expected)):
        return (Part(seen),), (Part(expected),)
    return _joined(ours for ours, _theirs in found), _joined(theirs for _ours, theirs in found)


def in_words(values: Sequence[ComparedValue], language: str) -> str | None:
    """The difference between two long values in words; None if they are short, or differ in all, many or no parts."""
    if len(values) != 2 or max(len(value.text) for value in values) < LONG:
        return None
    _ = translator(language)
    sides = [[part.text for part in value.parts if part.differs] for value in values]
    if len(sides[0]) != len(sides[1]) or not 1 <= len(sides[0]) <= _MOST_IN_WORDS:
        return None
    pairs = zip(*sides, strict=True)
    return ", ".join(_("{seen} instead of {expected}").format(seen=seen, expected=expected) for seen, expected in pairs)


def _pieces(ours: list[str], theirs: list[str], *, finer: bool) -> list[tuple[Part, Part]]:
    """The pieces of both sides in pairs; a pair that differs is split once more if that leaves a mark on both sides."""
    found = []
    for what, start, end, other_start, other_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        one, other = "".join(ours[start:end]), "".join(theirs[other_start:other_end])
        smaller = (
            _pieces(_SMALLER.findall(one), _SMALLER.findall(other), finer=False) if finer and one and other else []
        )
        if what == "equal":
            found.append((Part(one), Part(other)))
        elif all(bool(a.text) == bool(b.text) for a, b in smaller) and any(not a.differs for a, _b in smaller):
            found += smaller
        else:
            found.append((Part(one, differs=True), Part(other, differs=True)))
    return found


def _joined(parts: Iterator[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.text)


def _diff(seen: str, expected: str) -> Iterator[Part]:
    for line in ndiff(seen.splitlines(), expected.splitlines()):
        if not line.startswith("?"):
            yield Part(f"{line}\n", differs=not line.startswith(" "))


def _are_alike(ours: list[str], theirs: list[str]) -> bool:
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _LEAST_ALIKE


def _is(value: JsonValue) -> bool:
    return value is not None and value not in ([], {})


def _words(text: str) -> str:
    return " ".join(text.split())


def _is_in(value: str, said: str) -> bool:
    """Whether the sentence contains the value as a word of its own; a Korean particle may follow it."""
    before, after = r"(?<![\w/.:-])", r"(?![\w/-]|[.:][\w/])"
    return bool(re.search(f"{before}{re.escape(_words(value))}{after}", said, re.ASCII))
