"""The tool's own words in the reader's language. Sentences of a course come translated from its rubrics."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """The messages of a language. English, like any language that is not there, is the message ids."""
    return translation("grader", LOCALE, [language], fallback=True)


def words(language: str) -> Callable[[str], str]:
    """What translates a message of ours; bind it to `_`."""
    return catalogue(language).gettext


def counted(language: str) -> Callable[[str, str, int], str]:
    """What translates a message with a number in it; bind it to `n_`."""
    return catalogue(language).ngettext
