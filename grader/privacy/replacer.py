"""Replaces many words in a text at once, quickly even for a large class."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

_TOKEN = re.compile(r"[a-z0-9]+|[^a-z0-9\s]")
"""A run of ASCII letters and digits, or one other character. Every match of a word begins at a token."""


class Replacer:
    """Replaces words in texts, the longest first, ignoring case.

    A word that begins or ends with an ASCII letter or digit does not match inside a longer one. Other words match
    anywhere, because Korean particles follow a name without a space.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = {_folded(word.strip()): instead for word, instead in words.items() if word.strip()}
        self._beginning: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            self._beginning[_TOKEN.findall(word)[0]].append(word)

    def __call__(self, text: str) -> str:
        """The text with all words replaced."""
        folded = _folded(text)
        # Few words of a class can be in one text; searching only for these takes a hundredth of the time.
        begun = self._beginning.keys() & set(_TOKEN.findall(folded))
        likely = sorted((word for token in begun for word in self._beginning[token]), key=len, reverse=True)
        if not likely:
            return text
        pieces, done = [], 0
        for found in re.finditer("|".join(map(_pattern, likely)), folded):
            pieces += [text[done : found.start()], self._words[found.group()]]
            done = found.end()
        return "".join([*pieces, text[done:]])


def _folded(text: str) -> str:
    """The text in one case and of the same length: ß and İ, which would become two letters, stay."""
    folded = text.casefold()
    return folded if len(folded) == len(text) else "".join(f if len(f := c.casefold()) == 1 else c for c in text)


def _pattern(word: str) -> str:
    before = "(?<![a-z0-9])" if _is_plain(word[0]) else ""
    after = "(?![a-z0-9])" if _is_plain(word[-1]) else ""
    return f"{before}{re.escape(word)}{after}"


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
