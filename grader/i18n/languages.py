"""The languages that the grader speaks, and the one for a reader: a course may have texts in others.

A new language of the grader is an entry here and files of its own; see docs/authors.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from pydantic import Field

from grader.errors import UsageError
from grader.i18n import particles
from grader.message import Message

LANGUAGE_CODE: Final = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
"""The pattern of a language's code, such as `de` or `pt-BR`."""

Language: TypeAlias = Annotated[str, Field(pattern=f"^{LANGUAGE_CODE}$")]
"""The code of a language that the grader speaks or that a course has texts in."""


@dataclass(frozen=True, slots=True)
class LanguageInfo:
    """What the grader has to know of a language."""

    code: str
    """Its ISO 639 code, as in `handout.ko.md`, in the keys of rubrics and in `<html lang>`."""
    name: str
    """Its own name for itself."""
    locales: tuple[str, ...] = ()
    """Further languages of a locale that mean this one; a locale such as `ko_KR.UTF-8` names its code already."""
    after_value: Callable[[str, str], str] | None = None
    """Fits the words after a value to the value; see `particles.fit`."""
    style: str = ""
    """CSS that its pages need."""


SOURCE: Final = "en"
"""The language of the messages in the code and of the checks' docstrings, which need no catalogue."""

LANGUAGES: Final[Mapping[str, LanguageInfo]] = {
    one.code: one
    for one in (
        LanguageInfo(SOURCE, "English"),
        LanguageInfo(
            "ko",
            "한국어",
            locales=("korean",),
            after_value=particles.fit,
            style=":lang(ko) { word-break: keep-all; }\n",
        ),
    )
}


def name_of(language: Language) -> str:
    """A language's own name for itself; its code if the grader does not speak it."""
    return LANGUAGES[language].name if language in LANGUAGES else language


def of_environment(environment: Mapping[str, str], languages: Sequence[Language] = ()) -> Language:
    """The language that a user's locale asks for, among those of a course and of the grader.

    If it is none of them, it is the first of the course, or English without a course.

    Args:
        environment: The environment variables.
        languages: The languages of the course.
    """
    known = {one.lower(): one for one in languages}
    known |= {name: one.code for one in LANGUAGES.values() for name in (one.code, *one.locales) if name not in known}
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if environment.get(name):
            words = re.split(r"[_.@:-]", environment[name].lower())
            asked = ("-".join(words[:2]), words[0])
            return next((known[one] for one in asked if one in known), languages[0] if languages else SOURCE)
    return languages[0] if languages else SOURCE


def chosen(choice: Language | None, environment: Mapping[str, str], languages: Sequence[Language] = ()) -> Language:
    """The language that a user names with --lang, or else that of the locale.

    Raises:
        UsageError: Neither the course nor the grader has this language.
    """
    known = dict.fromkeys([*languages, *LANGUAGES])
    if choice is None:
        return of_environment(environment, languages)
    if choice not in known:
        raise UsageError(
            Message("{name}: {found} is not allowed here.", name="--lang", found=Message("“{text}”", text=choice)),
            next_step=Message("Choose one of {known}.", known=", ".join(known)),
        )
    return choice
