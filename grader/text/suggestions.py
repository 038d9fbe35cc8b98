"""Which known word was meant by an unknown one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from grader.message import Message

_MOST = 3
_ALIKE = 0.6
"""How alike two words must be, from 0 to 1, as `difflib` measures it."""


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known words that look like this one, the most similar first; at most three.

    Case does not matter, and `-` and `_` are the same.
    """
    by_form: dict[str, list[str]] = {}
    for one in known:
        by_form.setdefault(_form(one), []).append(one)
    near = difflib.get_close_matches(_form(word), list(by_form), n=_MOST, cutoff=_ALIKE)
    return tuple(one for form in near for one in by_form[form])[:_MOST]


def did_you_mean(word: str, known: Iterable[str], *, otherwise: Message) -> Message:
    """A next step: the known words that look like this one, or `otherwise` where none does."""
    found = nearest(word, known)
    if not found:
        return otherwise
    *first, last = found
    if not first:
        return Message("Did you mean “{one}”?", one=last)
    return Message("Did you mean “{one}” or “{other}”?", one="”, “".join(first), other=last)


def _form(word: str) -> str:
    return word.casefold().replace("_", "-")
