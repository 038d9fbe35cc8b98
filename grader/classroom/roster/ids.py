"""Which texts are valid student IDs, and which are IDs that a spreadsheet has changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.classroom.student import Student

_ID = re.compile(r"[^\W_][\w.@+~/\\:#&'-]*(?: [\w.@+~/\\:#&'-]+)*")
_LONGEST = 100
_NOTHING = {"n/a", "#n/a", "nan", "null", "none", "-", "–", "없음"}
_ERROR = re.compile(r"#?(REF!|NAME\?|VALUE!|NULL!|NUM!|DIV/0!|#{3,})")
_DECIMAL = re.compile(r"\d+[.,]0+")
_EXPONENT = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}|\d[.,]\d+E\d{1,3}", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?")


def given_id(text: str) -> str:
    """The ID in a cell; empty if the cell says that there is none."""
    return "" if text.casefold() in _NOTHING else text


def invalid_id(text: str) -> str:
    """Why this is not a valid ID; empty if it is."""
    if not text:
        return "this student has no ID"
    if broken := _broken(text):
        return (
            f"“{text}” is not the original ID: a spreadsheet has changed it into {broken}; use the original export, "
            "or format the column as text and enter the IDs again"
        )
    if len(text) > _LONGEST or not _ID.fullmatch(text):
        return (
            f"“{text}” is not a valid ID: use at most {_LONGEST} letters, digits, spaces and "
            r". _ @ + ~ / \ : # & ' -, a letter or digit first"
        )
    return ""


def _broken(text: str) -> str:
    if _EXPONENT.fullmatch(text):
        return "a rounded number"
    if _DECIMAL.fullmatch(text):
        return "a number with decimals"
    if _DATE.fullmatch(text):
        return "a date"
    return "an error" if _ERROR.fullmatch(text) else ""


def unlike_the_others(students: Sequence[Student]) -> list[tuple[int, str]]:
    """Rows that are probably not students: words where others have numbers, without e-mail address or username."""
    words = [one for one in students if not invalid_id(one.id) and not re.search(r"\d", one.id)]
    numbers = [one for one in students if re.fullmatch(r"\d{4,}", one.id)]
    if len(words) >= len(numbers) or len(words) + len(numbers) < len(students):
        return []
    problem = (
        "“{}” is not an ID like the others, which are numbers; delete the row if it is not a student, "
        "otherwise add the student's e-mail address or username"
    )
    return [(one.line, problem.format(one.id)) for one in words if not one.email and not one.username]
