"""The grader's own messages in the reader's language. The texts of a course are translated in its rubrics."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path

from grader.i18n.filling import fill
from grader.i18n.languages import LANGUAGES

LOCALE = Path(__file__).resolve().parent.parent / "locale"


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """The messages of a language; for one without a catalogue, such as English, those in the code."""
    return translation("grader", LOCALE, [language], fallback=True)


class _Translated(str):
    """A message whose `format` adapts its words to the values, as its language requires."""

    __slots__ = ("language",)
    language: str

    def format(self, *_: object, **values: object) -> str:
        """The message with its values; all of them are named."""
        return fill(self, {name: str(value) for name, value in values.items()}, self.language)


def _translated(text: str, language: str) -> str:
    info = LANGUAGES.get(language)
    if info is None or info.after_value is None:
        return text
    message = _Translated(text)
    message.language = language
    return message


def translator(language: str) -> Callable[[str], str]:
    """The function that translates a message; bind it to `_`."""
    texts = catalogue(language)
    return lambda message: _translated(texts.gettext(message), language)


def plural_translator(language: str) -> Callable[[str, str, int], str]:
    """The function that translates a message about a number of things; bind it to `n_`."""
    texts = catalogue(language)
    return lambda one, many, count: _translated(texts.ngettext(one, many, count), language)
