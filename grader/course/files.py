"""Reading the files of a course, with errors that name the file, the line and the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from grader.course.yaml_file import MANUAL, YamlFile
from grader.errors import CourseError
from grader.message import Message
from grader.text.validation import Problem, dotted, problems

Model = TypeVar("Model", bound=BaseModel)
_MOST = 10


def text_of(path: Path) -> str:
    """Read a text file of the course.

    Raises:
        CourseError: The file is missing or is not UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(
            Message("{path} is missing.", path=path),
            next_step=Message("Create it, or check the path given with --course."),
        ) from None
    except UnicodeDecodeError as error:
        raise CourseError(
            Message("{path} is not UTF-8 text.", path=path), next_step=Message("Save it as UTF-8.")
        ) from error
    except OSError as error:
        raise CourseError(
            Message("{path} cannot be read: {why}.", path=path, why=error.strerror),
            next_step=Message("Check the path and its permissions."),
        ) from error


def load(path: Path, model: type[Model], *, manual: str = MANUAL, context: Mapping[str, Any] | None = None) -> Model:
    """Read a YAML file into a model.

    Args:
        path: The file.
        model: What it must be.
        manual: Where its keys are described, for the next step.
        context: What the model has to know beside the file.

    Raises:
        CourseError: The file is missing, is not YAML, has a key twice or does not fit the model; the message lists each
            problem with file, line and key.
    """
    file = YamlFile(path, text_of(path), manual=manual)
    return validated(file, file.values(), model, manual=manual, context=context)


def validated(
    file: YamlFile,
    values: object,
    model: type[Model],
    *,
    manual: str = MANUAL,
    context: Mapping[str, Any] | None = None,
    also: Sequence[Problem] = (),
) -> Model:
    """The values of a YAML file as a model.

    Args:
        file: The file, for the places of what is wrong.
        values: Its values, or some that were made from them; keys and indexes lead to the same places.
        model: What they must be.
        manual: Where the keys are described, for the next step.
        context: What the model has to know beside the file.
        also: What else is known to be wrong with them.

    Raises:
        CourseError: They do not fit the model, or `also` is not empty; the message is that of `load`.
    """
    found, cause = list(also), None
    try:
        fitting = model.model_validate(values, context=dict(context or {}))
    except ValidationError as error:
        found, cause = [*found, *problems(error, model)], error
    if not found:
        return fitting
    found.sort(key=lambda one: file.line(one.location))
    raise invalid(
        [_listed(file, one) for one in found],
        next_step=Message("See {manual} for the keys of this file.", manual=manual),
    ) from cause


def invalid(sentences: Sequence[Message], *, next_step: Message) -> CourseError:
    """The error that lists what is wrong with a file: one sentence a line, at most ten."""
    shown = {f"problem{number}": one for number, one in enumerate(sentences[:_MOST])}
    rest = len(sentences) - _MOST
    if rest > 0:
        shown["more"] = Message("… and {n} more problem.", plural="… and {n} more problems.", n=rest)
    return CourseError("\n".join(f"{{{name}}}" for name in shown), next_step=next_step, **shown)


def all_of(errors: Sequence[CourseError]) -> CourseError:
    """One error for several: their problems, one a line, with the next step of the first."""
    first = errors[0]
    if len(errors) == 1:
        return first
    return invalid([error.problem_message for error in errors], next_step=first.next_step_message)


def place_of(path: Path, *location: str) -> Message:
    """The place of a key in a YAML file, for an error that is found after the file was read.

    Without the line if the file cannot be read any more.
    """
    keys = dotted(location)
    try:
        return YamlFile(path, text_of(path)).place(location, keys)
    except CourseError:
        return Message("{path}, {keys}", path=path, keys=keys)


def _listed(file: YamlFile, problem: Problem) -> Message:
    place = file.place(problem.location, problem.keys)
    return Message("{place}: {problem}", place=place, problem=problem.message)
