"""Finds and replaces many words at once, however many students a class has."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LONGEST = 60
"""Characters of a word that are looked at; the rest of a longer one stays."""

_Trie = dict[str, "_Trie"]


class Replacer:
    """Replaces words in texts, the longest first, in any case of letters.

    A word that begins or ends with an ASCII letter or digit is not found inside a longer one. Others are found
    anywhere, because Korean particles follow a name without a space.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = {_folded(word)[:_LONGEST]: instead for word, instead in words.items() if word.strip()}
        trie: _Trie = {}
        for word in self._words:
            node = trie
            for letter in word:
                node = node.setdefault(letter, {})
            node[""] = {}
        self._pattern = re.compile(_pattern(trie)) if trie else None

    def __call__(self, text: str) -> str:
        """The text with all words replaced."""
        if self._pattern is None:
            return text
        folded = _folded(text)
        pieces, done = [], 0
        for found in self._pattern.finditer(folded):
            pieces += [text[done : found.start()], self._words[found.group()]]
            done = found.end()
        return "".join([*pieces, text[done:]])


def _folded(text: str) -> str:
    """The text without cases of letters, each in its place: ß and İ, which would become two, stay."""
    folded = text.casefold()
    return folded if len(folded) == len(text) else "".join(f if len(f := c.casefold()) == 1 else c for c in text)


def _pattern(trie: _Trie) -> str:
    """Alternatives with common beginnings said once: what is tried at one place is as long as a word."""
    ways = (f"{_edge(letter, before=True)}{re.escape(letter)}{_tail(letter, below)}" for letter, below in trie.items())
    return "|".join(ways)


def _tail(letter: str, node: _Trie) -> str:
    ways = [f"{re.escape(one)}{_tail(one, below)}" for one, below in node.items() if one]
    if "" in node:
        ways.append(_edge(letter, before=False))
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _edge(letter: str, *, before: bool) -> str:
    if not (letter.isascii() and letter.isalnum()):
        return ""
    return "(?<![a-z0-9])" if before else "(?![a-z0-9])"
