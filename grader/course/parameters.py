"""Values of an exercise's parameters: as command-line options, and where two sets of values differ."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping

from pydantic import JsonValue

from grader.course.exercise import Exercise

Params = Mapping[str, JsonValue]

_LONGEST = 100


def options(params: Params) -> list[str]:
    """The command-line options for these values, as `params_from` reads them."""
    return [word for name, value in params.items() for word in ("--param", f"{name}={_text(value)}")]


def command(*words: str, params: Params) -> str:
    """A `grader` command with these values, quoted for a shell."""
    return shlex.join(["grader", *words, *options(params)])


def listed(params: Params) -> str:
    """The values as part of a sentence. They are cut off: evidence may hold values of any length."""
    return ", ".join(f"{name}={_text(value)[:_LONGEST]}" for name, value in params.items())


def differing(exercise: Exercise, one: Params, other: Params) -> tuple[Params, Params]:
    """The values that differ between two sets, from each of them. Values that a set lacks are the exercise's own."""
    first, second = {**exercise.file.params, **one}, {**exercise.file.params, **other}
    names = [name for name in exercise.file.params if first[name] != second[name]]
    return {name: first[name] for name in names}, {name: second[name] for name in names}


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
