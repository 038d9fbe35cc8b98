"""Parameters that differ from student to student: a subnet, a port, a name.

`{seed:A-B}` is a number from A to B that is drawn by HMAC-SHA256 from the class's seed, the student's id, the exercise
and the range. So it is the same on every machine and in every run, the same wherever the range stands again within the
exercise, and independent of who else is in the class. Two students may draw the same number; where all must differ,
give the roster a column. `{column:NAME}` is a cell of the student's row, `{id}` the student's id, `{{` and `}}` braces.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from pydantic import JsonValue

from grader.classroom.classes import Class
from grader.classroom.roster.columns import key_of
from grader.classroom.student import Student
from grader.course.exercise import Exercise
from grader.errors import CourseError, UsageError

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_RANGE = re.compile(r"seed:(\d{1,18})-(\d{1,18})")
_FIELDS = ("name", "email", "section", "username", "sis_id", "canvas_id")
_FORMS = "Use {seed:A-B}, {column:NAME} or {id}, and {{ }} for braces."


def params_of(class_: Class, student: Student, exercise: Exercise) -> dict[str, JsonValue]:
    """The parameters of the exercise that the class sets, as they are for this student.

    A text that is a number where the exercise's own parameter is one becomes a number.

    Raises:
        CourseError: a parameter that the exercise does not have, a column that the roster does not have, or a
            placeholder that is none.
    """
    own = exercise.file.params
    filled: dict[str, JsonValue] = {}
    for name, value in class_.file.params.get(exercise.id, {}).items():
        where = f"{class_.path}: params.{exercise.id}.{name}"
        if name not in own:
            raise CourseError(
                f"{where}: {exercise.id} has no parameter “{name}”.",
                next_step=f"It has {', '.join(own)}." if own else "It has none.",
            )
        filling = _Filling(where, class_.file.seed, student, exercise.id)
        filled[name] = _like(own[name], filling.fill(value), where)
    return filled


def params_from(words: Iterable[str], exercise: Exercise) -> dict[str, JsonValue]:
    """Parameters as `name=value`, each of the kind that the exercise's own is of.

    Raises:
        UsageError: it is not written so, or the exercise has no such parameter.
    """
    found: dict[str, JsonValue] = {}
    for word in words:
        name, equals, text = word.partition("=")
        own = exercise.file.params.get(name)
        if not equals or name not in exercise.file.params:
            raise UsageError(
                f"“{word}” is no parameter of {exercise.id}.",
                next_step=f"Write name=value; it has {', '.join(exercise.file.params) or 'none'}.",
            )
        found[name] = text if isinstance(own, str) else _like(own, _plain(text), f"--param {name}")
        if isinstance(own, list | dict | bool) and type(found[name]) is not type(own):
            raise UsageError(f"--param {name}: “{text}” will not do.", next_step=f"The exercise's own is {own}.")
    return found


def _plain(text: str) -> JsonValue:
    """A list, a number or a word as in YAML; what is none of these is a text."""
    try:
        value: JsonValue = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return text
    return value if isinstance(value, list | dict | bool) else text


def seeded(seed: str, student: str, exercise: str, first: int, last: int) -> int:
    """The student's number from first to last."""
    message = "\0".join([student, exercise, f"{first}-{last}"]).encode()
    digest = hmac.new(seed.encode(), message, hashlib.sha256).digest()
    return first + int.from_bytes(digest, "big") % (last - first + 1)


class _Filling:
    """Fills the placeholders of one parameter for one student."""

    def __init__(self, where: str, seed: str, student: Student, exercise: str) -> None:
        self._where = where
        self._seed = seed
        self._student = student
        self._exercise = exercise

    def fill(self, value: JsonValue) -> JsonValue:
        if isinstance(value, str):
            return _TOKEN.sub(self._one, value)
        if isinstance(value, list):
            return [self.fill(one) for one in value]
        if isinstance(value, dict):
            return {key: self.fill(one) for key, one in value.items()}
        return value

    def _one(self, token: re.Match[str]) -> str:
        text = token[1]
        if token[0] in {"{{", "}}"}:
            return token[0][0]
        if text == "id":
            return self._student.id
        if text is not None and text.startswith("column:"):
            return self._column(text.removeprefix("column:"))
        between = _RANGE.fullmatch(text or "")
        if between is None or int(between[1]) > int(between[2]):
            raise CourseError(f"{self._where}: “{token[0]}” is no placeholder.", next_step=_FORMS)
        if not self._seed:
            raise CourseError(
                f"{self._where}: “{token[0]}” needs a seed.",
                next_step="Add a line such as “seed: autumn-2026” to the class file, and keep it.",
            )
        return str(seeded(self._seed, self._student.id, self._exercise, int(between[1]), int(between[2])))

    def _column(self, name: str) -> str:
        known: Mapping[str, str] = {
            **{one: getattr(self._student, one) for one in _FIELDS},
            **self._student.columns,
        }
        found = {key_of(header): text for header, text in known.items()}
        if key_of(name) not in found:
            raise CourseError(
                f"{self._where}: the roster has no column “{name}”.",
                next_step=f"It has {', '.join(self._student.columns) or 'no further columns'}.",
            )
        if not found[key_of(name)]:
            raise CourseError(
                f"{self._where}: column “{name}” is empty for student {self._student.id}.",
                next_step=f"Fill it in on line {self._student.line} of the roster.",
            )
        return found[key_of(name)]


def _like(own: JsonValue, value: JsonValue, where: str) -> JsonValue:
    """The value as a number where the exercise's own one is a number."""
    if isinstance(own, bool) or not isinstance(own, int | float) or not isinstance(value, str):
        return value
    kind: Any = type(own)
    try:
        number: int | float = kind(value)
    except ValueError:
        raise CourseError(f"{where}: “{value}” is no number.", next_step=f"The exercise's own is {own}.") from None
    return number
