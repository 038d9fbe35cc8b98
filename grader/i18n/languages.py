"""The languages that the grader speaks, and which of them the user reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("en", "ko")


def of_environment(environment: Mapping[str, str]) -> Language:
    """The language that a user's locale asks for, English when it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if environment.get(name):
            return "ko" if environment[name].lower().startswith("ko") else "en"
    return "en"
