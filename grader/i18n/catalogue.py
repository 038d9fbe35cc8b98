"""The tool's own words in the reader's language. Sentences of a course come translated from its rubrics."""

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
    """The messages of a language. English, like any language that is not there, is the message ids."""
    return translation("grader", LOCALE, [language], fallback=True)


class _Translated(str):
    """A message whose `format` fits its words to the values, as its language needs."""

    __slots__ = ("language",)
    language: str

    def format(self, *_: object, **values: object) -> str:
        """The message with its values, which are all named."""
        return fill(self, {name: str(value) for name, value in values.items()}, self.language)


def _translated(text: str, language: str) -> str:
    info = LANGUAGES.get(language)
    if info is None or info.after_value is None:
        return text
    message = _Translated(text)
    message.language = language
    return message


def words(language: str) -> Callable[[str], str]:
    """The function that translates a message; bind it to `_`."""
    texts = catalogue(language)
    return lambda message: _translated(texts.gettext(message), language)


def counted(language: str) -> Callable[[str, str, int], str]:
    """The function that translates a message about a number of things; bind it to `n_`."""
    texts = catalogue(language)
    return lambda one, many, count: _translated(texts.ngettext(one, many, count), language)
