"""Values of an exercise's parameters: as words of a command line, and where two sets of them differ."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping

from pydantic import JsonValue

from grader.course.exercise import Exercise

Params = Mapping[str, JsonValue]

_LONGEST = 100


def options(params: Params) -> list[str]:
    """The words of a command line that say these values; `params_from` reads them."""
    return [word for name, value in params.items() for word in ("--param", f"{name}={_text(value)}")]


def command(*words: str, params: Params) -> str:
    """A command of the grader's with these values, to be pasted into a shell."""
    return shlex.join(["grader", *words, *options(params)])


def listed(params: Params) -> str:
    """The values for a sentence; evidence may name values of any length."""
    return ", ".join(f"{name}={_text(value)[:_LONGEST]}" for name, value in params.items())


def differing(exercise: Exercise, one: Params, other: Params) -> tuple[Params, Params]:
    """The values that are not the same in both, as each has them; what neither says is the exercise's own."""
    first, second = {**exercise.file.params, **one}, {**exercise.file.params, **other}
    names = [name for name in exercise.file.params if first[name] != second[name]]
    return {name: first[name] for name in names}, {name: second[name] for name in names}


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
