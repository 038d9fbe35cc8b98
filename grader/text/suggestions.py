"""Which known word was meant by an unknown one."""

from __future__ import annotations

from collections.abc import Iterable

from grader.message import Message

_MOST = 3
_ALIKE = 0.6
_MARGIN = 0.08
"""How alike two words must be, from 0 to 1, as `difflib` measures it, and how much less than the best match."""
_LONGEST = 100
"""The characters of a word that are compared."""


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known words that look like this one, the most similar first; at most three.

    None if there are more: then each of them is as likely. Case does not matter, and `-` and `_` are the same.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415  only mistakes need it

    matcher = SequenceMatcher(b=_form(word), autojunk=False)
    alike = {}
    for one in known:
        matcher.set_seq1(_form(one))
        alike[one] = matcher.ratio()
    best = max(alike.values(), default=0.0)
    found = [one for one, ratio in alike.items() if ratio >= max(best - _MARGIN, _ALIKE)]
    return tuple(sorted(found, key=lambda one: -alike[one])) if len(found) <= _MOST else ()


def did_you_mean(word: str, known: Iterable[str], *, otherwise: Message) -> Message:
    """A next step: the known words that look like this one, or `otherwise` where none does."""
    return did_you_mean_one_of(nearest(word, known), otherwise=otherwise)


def did_you_mean_one_of(near: Iterable[str], *, otherwise: Message) -> Message:
    """A next step: these words, or `otherwise` where there is none."""
    found = list(near)
    if not found:
        return otherwise
    *first, last = found
    if not first:
        return Message("Did you mean “{one}”?", one=last)
    return Message("Did you mean “{one}” or “{other}”?", one="”, “".join(first), other=last)


def _form(word: str) -> str:
    return word[:_LONGEST].casefold().replace("_", "-")
