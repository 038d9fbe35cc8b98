"""Parameters that differ between students: a subnet, a port, a name.

`{seed:A-B}` is a number from A to B, derived by HMAC-SHA256 from the class's seed, the student's ID, the exercise and
the range. It is the same on every machine, in every run and wherever the same range is used within the exercise, and
does not depend on the other students. Two students may get the same number; use a column of the roster if all must
differ. `{column:NAME}` is a cell of the student's row, `{id}` the student's ID; `{{` and `}}` are braces.
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
from grader.classroom.roster.words import key_of
from grader.classroom.student import Student
from grader.course.exercise import Exercise
from grader.course.files import place_of
from grader.errors import CourseError, UsageError
from grader.message import Message
from grader.text.suggestions import did_you_mean

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_RANGE = re.compile(r"seed:(\d{1,18})-(\d{1,18})")
_FIELDS = ("name", "email", "section", "username", "sis_id", "canvas_id")
_FORMS = "Use {seed:A-B}, {column:NAME} or {id}, and {{ }} for braces."


def params_of(class_: Class, student: Student, exercise: Exercise) -> dict[str, JsonValue]:
    """The parameters that the class sets for this exercise, with this student's values.

    Text becomes a number if the exercise's default is a number.

    Raises:
        CourseError: the exercise has no such parameter, the roster has no such column, or a placeholder is invalid.
    """
    own = exercise.file.params
    filled: dict[str, JsonValue] = {}
    for name, value in class_.file.params.get(exercise.id, {}).items():
        where = f"{class_.path}: params.{exercise.id}.{name}"
        if name not in own:
            problem = Message(
                "{place}: {exercise} has no parameter “{name}”.",
                place=place_of(class_.path, "params", exercise.id, name),
                exercise=exercise.id,
                name=name,
            )
            raise CourseError(problem, next_step=_parameter_like(name, exercise))
        filling = _Filling(where, class_.file.seed, student, exercise.id)
        filled[name] = _converted(own[name], filling.fill(value), where)
    return filled


def roster_cells(class_: Class, student: Student, exercise: Exercise) -> frozenset[str]:
    """The cells of the student's row, the ID among them, that are part of `params_of`."""
    found: set[str] = set()
    for value in class_.file.params.get(exercise.id, {}).values():
        filling = _Filling("", class_.file.seed, student, exercise.id)
        filling.fill(value)
        found |= filling.cells
    return frozenset(found)


def _parameter_like(name: str, exercise: Exercise) -> Message:
    """The parameter that was probably meant, or else all parameters of the exercise."""
    own = exercise.file.params
    listed = Message("Its parameters are {names}." if own else "It has no parameters.", names=", ".join(own))
    return did_you_mean(name, own, otherwise=listed)


def params_from(words: Iterable[str], exercise: Exercise) -> dict[str, JsonValue]:
    """Parameters given as `name=value`, each converted to the type of the exercise's default.

    Raises:
        UsageError: the syntax or the type is wrong, or the exercise has no such parameter.
    """
    found: dict[str, JsonValue] = {}
    for word in words:
        name, equals, text = word.partition("=")
        own = exercise.file.params.get(name)
        if name not in exercise.file.params:
            problem = Message("{exercise} has no parameter “{name}”.", exercise=exercise.id, name=name)
            raise UsageError(problem, next_step=_parameter_like(name, exercise))
        if not equals:
            problem = Message("The parameter “{name}” has no value.", name=name)
            raise UsageError(problem, next_step=Message("Write it as {name}=VALUE.", name=name))
        found[name] = text if isinstance(own, str) else _converted(own, _plain(text), f"--param {name}")
        if isinstance(own, list | dict | bool) and type(found[name]) is not type(own):
            raise UsageError(
                "--param {name}: “{text}” has the wrong type.",
                next_step="The default is {own}.",
                name=name,
                text=text,
                own=own,
            )
    return found


def _plain(text: str) -> JsonValue:
    """A list, a mapping or a truth value if the text is one in YAML; otherwise the text itself."""
    try:
        value: JsonValue = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return text
    return value if isinstance(value, list | dict | bool) else text


def seeded(seed: str, student: str, exercise: str, first: int, last: int) -> int:
    """The student's number from `first` to `last`, both included."""
    message = "\0".join([student, exercise, f"{first}-{last}"]).encode()
    digest = hmac.new(seed.encode(), message, hashlib.sha256).digest()
    return first + int.from_bytes(digest, "big") % (last - first + 1)


class _Filling:
    """Replaces the placeholders in one parameter for one student."""

    def __init__(self, where: str, seed: str, student: Student, exercise: str) -> None:
        self._where = where
        self._seed = seed
        self._student = student
        self._exercise = exercise
        self.cells: set[str] = set()
        """The cells of the student's row that were filled in."""

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
        if text is not None and (text == "id" or text.startswith("column:")):
            cell = self._student.id if text == "id" else self._column(text.removeprefix("column:"))
            self.cells.add(cell)
            return cell
        limits = _RANGE.fullmatch(text or "")
        if limits is None or int(limits[1]) > int(limits[2]):
            problem = "{where}: “{token}” is not a placeholder."
            raise CourseError(problem, next_step=_FORMS, where=self._where, token=token[0])
        if not self._seed:
            raise CourseError(
                "{where}: “{token}” needs a seed.",
                next_step="Add a line such as “seed: autumn-2026” to the class file, and do not change it later.",
                where=self._where,
                token=token[0],
            )
        return str(seeded(self._seed, self._student.id, self._exercise, int(limits[1]), int(limits[2])))

    def _column(self, name: str) -> str:
        known: Mapping[str, str] = {
            **{one: getattr(self._student, one) for one in _FIELDS},
            **self._student.columns,
        }
        found = {key_of(header): text for header, text in known.items()}
        if key_of(name) not in found:
            raise CourseError(
                "{where}: the roster has no column “{name}”.",
                next_step="It has {columns}." if self._student.columns else "It has no other columns.",
                where=self._where,
                name=name,
                columns=", ".join(self._student.columns),
            )
        if not found[key_of(name)]:
            raise CourseError(
                "{where}: column “{name}” is empty for student {student}.",
                next_step="Fill it in on line {line} of the roster.",
                where=self._where,
                name=name,
                student=self._student.id,
                line=self._student.line,
            )
        return found[key_of(name)]


def _converted(own: JsonValue, value: JsonValue, where: str) -> JsonValue:
    """The value, as a number if the exercise's default is a number."""
    if isinstance(own, bool) or not isinstance(own, int | float) or not isinstance(value, str):
        return value
    kind: Any = type(own)
    try:
        number: int | float = kind(value)
    except ValueError:
        raise CourseError(
            "{where}: “{value}” is not a number.", next_step="The default is {own}.", where=where, value=value, own=own
        ) from None
    return number
