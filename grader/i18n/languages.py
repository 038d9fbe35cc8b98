"""The languages that the grader speaks. A new one is an entry here and files of its own; see docs/authors.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from grader.i18n import particles


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

if TYPE_CHECKING:
    Language: TypeAlias = str
else:  # for Pydantic and Typer, which accept these codes and no others
    Language = Literal[tuple(LANGUAGES)]


def of_environment(environment: Mapping[str, str]) -> Language:
    """The language that a user's locale asks for, English when it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if environment.get(name):
            asked = re.split(r"[_.@:-]", environment[name].lower())[0]
            return next((one.code for one in LANGUAGES.values() if asked in {one.code, *one.locales}), SOURCE)
    return SOURCE
