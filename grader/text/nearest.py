"""Names that somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 100
"""Characters of a name that are compared; more take long and mean nothing."""

_LEAST = 0.6
_MARGIN = 0.08
"""How like a name must be to be meant, from 0 to 1, and how much less like than the best it may be."""


def nearest(name: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """The known names most like this one, the best first, in upper or lower case.

    None if there are more than `most` of them: then each is as likely as the others.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415  only mistakes need it

    given = name[:_LONGEST].casefold()
    matcher = SequenceMatcher(b=given, autojunk=False)
    likeness = {}
    for one in known:
        matcher.set_seq1(one[:_LONGEST].casefold())
        likeness[one] = matcher.ratio()
    best = max(likeness.values(), default=0.0)
    found = [one for one, ratio in likeness.items() if ratio >= max(best - _MARGIN, _LEAST)]
    return sorted(found, key=lambda one: -likeness[one]) if len(found) <= most else []
