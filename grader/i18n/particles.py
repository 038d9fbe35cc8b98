"""Korean particles: 은 or 는, 이 or 가, 으로 or 로, by the sound in which the word before them ends.

A text writes both forms, as Korean software does: `{name}은(는)`. The libraries for this (tossi, korean, pyjosa) are no
longer maintained, and most values here end in Latin letters or digits. How a Korean speaker reads these is a rule of
thumb: digits are Sino-Korean, abbreviations are spelled out, and English words end as their loanwords do. Where the
sound is unknown, both forms stay.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum


class WordEnding(Enum):
    """The sound in which a word ends, as far as particles depend on it."""

    VOWEL = "vowel"
    L = "ㄹ"
    CONSONANT = "consonant"


_FORMS = {
    f"{one}({other})": (consonant, vowel)
    for consonant, vowel in ("은는", "이가", "을를", "과와")
    for one, other in ((consonant, vowel), (vowel, consonant))
}
"""A particle in both forms, and its forms after a consonant and after a vowel."""
_PARTICLE = re.compile(
    rf"(?P<marks>[^\w\s(]*)(?P<forms>{'|'.join(map(re.escape, _FORMS))}|\(으\)(?=로)|\(이\)(?=[가-힣]))"
)
"""What may stand right after a value: closing quotes, brackets and markup, and then a particle."""

_TAIL = 200
"""How much of a text is read, in characters from its end."""
_SILENT = re.compile(r"[^\w%+)]+$|_+$")
_ASIDE = re.compile(r"\s*\([^()]*\)$")
_DIGITS = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))
_SYMBOLS = {"%": "트", "+": "스"}

_WORD = re.compile(r"([A-Z]+|[A-Z]?[a-z]+)$")
_SPELLED = re.compile(r"..?|[^aeiou]+|[A-Z]{3,4}|.*[b-df-hj-np-tv-z]r", re.ASCII)
"""Latin words that are read letter by letter, such as vm, html, API and usr."""
_LETTERS = dict(zip("lmnr", "엘엠엔알", strict=True))
"""The letters whose Korean names end in a consonant."""
_VOWEL = re.compile(r".*(bit|kit|exit|check)")
_L = re.compile(r".*le?")
_CONSONANT = re.compile(
    r".*([mn]|ng|[aeiouy][mn]e|type|out|group"
    r"|(?<![aeiou])[aeiou](pp?|t|ck?|k)|(?<![aeiou])[aeo]b)"  # a stop after a short vowel closes the syllable: 넷, 웹
)


def fit(before: str, after: str) -> str:
    """The text that follows a value, with a particle at its beginning in the form that fits the value.

    Args:
        before: The text up to the end of the value. It is only read.
        after: The text that follows. It is returned unchanged unless a particle in both forms comes first.
    """
    found = _PARTICLE.match(after)
    ending = ending_of(before + found["marks"]) if found else None
    return found["marks"] + _form(found["forms"], ending) + after[found.end() :] if found and ending else after


def _form(forms: str, ending: WordEnding) -> str:
    if forms == "(으)":
        return "으" if ending is WordEnding.CONSONANT else ""
    if forms == "(이)":
        return "" if ending is WordEnding.VOWEL else "이"
    return _FORMS[forms][ending is WordEnding.VOWEL]


def ending_of(text: str) -> WordEnding | None:
    """The sound in which a text ends when it is read aloud; None if that is unknown.

    Quotes, brackets and markup at its end are not read, nor is what follows a word in parentheses.
    """
    text = _heard(unicodedata.normalize("NFKC", text[-_TAIL:]))
    word = _WORD.search(text)
    if word:
        return _of_latin(word[1])
    last = text[-1:]
    last = _DIGITS.get(last) or _SYMBOLS.get(last) or last
    return _of_syllable(last) if "가" <= last <= "힣" else None


def _heard(text: str) -> str:
    text = _SILENT.sub("", text)
    while text.endswith(")"):
        text = _SILENT.sub("", _ASIDE.sub("", text) or text[:-1])
    return text


def _of_syllable(syllable: str) -> WordEnding:
    final = (ord(syllable) - ord("가")) % 28
    return {0: WordEnding.VOWEL, 8: WordEnding.L}.get(final, WordEnding.CONSONANT)


def _of_latin(word: str) -> WordEnding:
    if _SPELLED.fullmatch(word):
        return _of_syllable(_LETTERS.get(word[-1].lower(), "이"))
    word = word.lower()
    if _VOWEL.fullmatch(word):
        return WordEnding.VOWEL
    if _L.fullmatch(word):
        return WordEnding.L
    return WordEnding.CONSONANT if _CONSONANT.fullmatch(word) else WordEnding.VOWEL
