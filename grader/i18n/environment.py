"""Which of the course's languages the user reads."""

from __future__ import annotations

from collections.abc import Mapping

from grader.course.rubric import Language


def of_environment(environment: Mapping[str, str]) -> Language:
    """The language that a user's locale asks for, English when it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if environment.get(name):
            return "ko" if environment[name].lower().startswith("ko") else "en"
    return "en"
