"""Parameters that differ between students: a subnet, a port, a name.

`{seed:A-B}` is a number from A to B, derived by HMAC-SHA256 from the class's seed, the student's ID, the exercise and
the range. It is the same on every machine, in every run and wherever the same range is used within the exercise, and
does not depend on the other students. Two students may get the same number; use a column of the roster if all must
differ. `{column:NAME}` is a cell of the student's row, `{id}` the student's ID; `{{` and `}}` are braces.

A value must fit the type that exercise.yml declares for its parameter. One that does not is reported where it was
given: in the class file, in the roster or on the command line.
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
from grader.classroom.roster.words import KNOWN, key_of
from grader.classroom.student import Student
from grader.course.exercise import Exercise
from grader.course.files import place_of
from grader.course.yaml_file import place
from grader.errors import CourseError, UsageError
from grader.message import InvalidValue, Message
from grader.text.suggestions import did_you_mean

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_RANGE = re.compile(r"seed:(\d{1,18})-(\d{1,18})")
_FIELDS = ("name", "email", "section", "username", "sis_id", "canvas_id")
_FORMS = "Use {seed:A-B}, {column:NAME} or {id}, and {{ }} for braces."


def params_of(class_: Class, student: Student, exercise: Exercise) -> dict[str, JsonValue]:
    """The parameters that the class sets for this exercise, with this student's values.

    Text becomes a number if the parameter's type, or the exercise's default, is a number.

    Raises:
        CourseError: the exercise has no such parameter, the roster has no such column, a placeholder is invalid, or a
            value is not of the parameter's type.
    """
    filled: dict[str, JsonValue] = {}
    for name, value in class_.file.params.get(exercise.id, {}).items():
        filling = _Filling(class_, student, exercise.id, name)
        if name not in exercise.file.params:
            problem = Message(
                "{place}: {exercise} has no parameter “{name}”.", place=filling.place, exercise=exercise.id, name=name
            )
            raise CourseError(problem, next_step=_parameter_like(name, exercise))
        text = filling.fill(value)
        try:
            filled[name] = _converted(exercise, name, text)
        except InvalidValue as error:
            raise filling.refusal(error.message, own=exercise.file.params[name], changed=text != value) from None
    return filled


def roster_cells(class_: Class, student: Student, exercise: Exercise) -> frozenset[str]:
    """The cells of the student's row, the ID among them, that are part of `params_of`."""
    found: set[str] = set()
    for name, value in class_.file.params.get(exercise.id, {}).items():
        filling = _Filling(class_, student, exercise.id, name)
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
        if name not in exercise.file.params:
            problem = Message("{exercise} has no parameter “{name}”.", exercise=exercise.id, name=name)
            raise UsageError(problem, next_step=_parameter_like(name, exercise))
        if not equals:
            problem = Message("The parameter “{name}” has no value.", name=name)
            raise UsageError(problem, next_step=Message("Write it as {name}=VALUE.", name=name))
        found[name] = _typed(exercise, name, text)
    return found


def _typed(exercise: Exercise, name: str, text: str) -> JsonValue:
    own = exercise.file.params[name]
    try:
        if isinstance(own, str) or exercise.file.parameter(name):
            return _converted(exercise, name, text)
        value = _converted(exercise, name, _plain(text))
    except InvalidValue as error:
        problem = Message("The value of --param {name} is not valid: {problem}.", name=name, problem=error.message)
        raise UsageError(problem, next_step=Message("The default is {own}.", own=own)) from None
    if isinstance(own, list | dict | bool) and type(value) is not type(own):
        raise UsageError(
            "--param {name}: “{text}” has the wrong type.",
            next_step="The default is {own}.",
            name=name,
            text=text,
            own=own,
        )
    return value


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

    def __init__(self, class_: Class, student: Student, exercise: str, name: str) -> None:
        self._class = class_
        self._student = student
        self._exercise = exercise
        self._name = name
        self.cells: set[str] = set()
        """The cells of the student's row that were filled in."""
        self._columns: list[str] = []

    @property
    def place(self) -> Message:
        """The place of the parameter in the class file."""
        return place_of(self._class.path, "params", self._exercise, self._name)

    def refusal(self, problem: Message, *, own: JsonValue, changed: bool) -> CourseError:
        """The error that says where the value comes from: a cell of the roster, or the class file."""
        if self._columns:
            roster = self._class.path.parent / self._class.file.roster
            cell = place(roster, self._student.line, ", ".join(self._columns))
            said = Message("{cell}: {problem} ({place}).", cell=cell, problem=problem, place=self.place)
            return CourseError(said, next_step=Message("Correct the roster."))
        if changed:
            said = Message(
                "{place}: {problem} for student {student}.", place=self.place, problem=problem, student=self._student.id
            )
        else:
            said = Message("{place}: {problem}.", place=self.place, problem=problem)
        return CourseError(said, next_step=Message("The default is {own}.", own=own))

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
            problem = "{place}: “{token}” is not a placeholder."
            raise CourseError(problem, next_step=_FORMS, place=self.place, token=token[0])
        seed = self._class.file.seed
        if not seed:
            raise CourseError(
                "{place}: “{token}” needs a seed.",
                next_step="Add a line such as “seed: autumn-2026” to the class file, and do not change it later.",
                place=self.place,
                token=token[0],
            )
        return str(seeded(seed, self._student.id, self._exercise, int(limits[1]), int(limits[2])))

    def _column(self, name: str) -> str:
        known: Mapping[str, str] = {
            **{one: getattr(self._student, one) for one in _FIELDS},
            **self._student.columns,
        }
        found = {key_of(header): text for header, text in known.items()}
        if key_of(name) not in found and key_of(name) in KNOWN:
            raise CourseError(
                "{place}: the column “{name}” of a roster is for the grader itself.",
                next_step="Give the column for the parameter another name, such as my_{name}.",
                place=self.place,
                name=name,
            )
        if key_of(name) not in found:
            raise CourseError(
                "{place}: the roster has no column “{name}”.",
                next_step="It has {columns}." if self._student.columns else "It has no other columns.",
                place=self.place,
                name=name,
                columns=", ".join(self._student.columns),
            )
        if not found[key_of(name)]:
            raise CourseError(
                "{place}: column “{name}” is empty for student {student}.",
                next_step="Fill it in on line {line} of the roster.",
                place=self.place,
                name=name,
                student=self._student.id,
                line=self._student.line,
            )
        self._columns.append(name)
        return found[key_of(name)]


def _converted(exercise: Exercise, name: str, value: JsonValue) -> JsonValue:
    """The value, of the parameter's type; without one, text becomes a number if the exercise's default is a number.

    Raises:
        InvalidValue: it is not of that type.
    """
    declared = exercise.file.parameter(name)
    if declared is not None:
        return declared.value(value)
    own = exercise.file.params[name]
    if isinstance(own, bool) or not isinstance(own, int | float) or not isinstance(value, str):
        return value
    kind: Any = type(own)
    try:
        number: int | float = kind(value)
    except ValueError:
        raise InvalidValue("“{value}” is not a number", value=value) from None
    return number
