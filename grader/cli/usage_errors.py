"""What is wrong with a command line, in the grader's own sentences instead of Typer's.

Typer keeps most classes of its errors to itself, so they are told apart by their names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from typer.exceptions import TyperException

from grader.errors import UsageError
from grader.message import Message
from grader.text.suggestions import did_you_mean
from grader.text.validation import described, problems

_NAMED = re.compile(r"No such command '(?P<name>.*)'\.(?: Did|$)", re.DOTALL)
_EXTRA = re.compile(r"\(s\) \((?P<words>.*)\)$", re.DOTALL)


def usage_error(error: TyperException, command: str) -> UsageError:
    """The error to show for one of Typer's.

    Args:
        error: What Typer raised.
        command: The command that was called, such as `grader check`, where Typer does not say it.
    """
    context = getattr(error, "ctx", None)
    command = context.command_path if context else command
    make = _MAKERS.get(type(error).__name__, _other)
    return make(error, command)


def _no_such_option(error: Any, command: str) -> UsageError:
    options = [one for one in error.ctx.command.params if one.param_type_name == "option" and not one.hidden]
    known = [name for one in options for name in (*one.opts, *one.secondary_opts) if name.startswith("--")]
    return UsageError(
        Message("“{command}” has no option {option}.", command=command, option=error.option_name),
        next_step=did_you_mean(error.option_name, known, otherwise=_see_help(command)),
    )


def _missing(error: Any, command: str) -> UsageError:
    return UsageError(
        Message("“{command}” needs {name}.", command=command, name=_name(error.param)), next_step=_see_help(command)
    )


def _bad_value(error: Any, command: str) -> UsageError:
    name, cause = _name(error.param), error.__cause__
    choices = [str(getattr(one, "value", one)) for one in error.param.type_descriptor.choices or ()]
    if choices:
        value = cause.errors()[0]["input"] if isinstance(cause, ValidationError) else ""
        return UsageError(
            Message("{name}: {found} is not allowed here.", name=name, found=described(value)),
            next_step=Message("Allowed: {choices}.", choices=", ".join(choices)),
        )
    found = problems(cause, BaseModel)[0].message if isinstance(cause, ValidationError) else error.message
    return UsageError(Message("{name}: {problem}", name=name, problem=found), next_step=_see_help(command))


def _bad_option(error: Any, command: str) -> UsageError:
    name = error.option_name
    needs = "requires" in error.message
    problem = Message("{option} needs a value." if needs else "{option} takes no value.", option=name)
    return UsageError(problem, next_step=_see_help(command))


def _other(error: Any, command: str) -> UsageError:
    named, extra = _NAMED.match(error.message), _EXTRA.search(error.message)
    if named:
        return _no_such_command(named["name"], error.ctx.command.commands, command)
    if extra:
        problem = Message("“{command}” does not take “{words}”.", command=command, words=extra["words"])
    else:
        problem = Message("“{command}” cannot be called like this.", command=command)
    return UsageError(problem, next_step=_see_help(command))


def _no_such_command(name: str, commands: Mapping[str, Any], command: str) -> UsageError:
    shown: Iterable[str] = [one for one, found in commands.items() if not found.hidden]
    return UsageError(
        Message("“{command}” has no command “{name}”.", command=command, name=name),
        next_step=did_you_mean(name, shown, otherwise=_see_help(command)),
    )


def _name(parameter: Any) -> str:
    return str(parameter.opts[0] if parameter.param_type_name == "option" else parameter.display_name_raw)


def _see_help(command: str) -> Message:
    return Message("To see how it is used, run: {command} --help", command=command)


_MAKERS: Mapping[str, Callable[[Any, str], UsageError]] = {
    "NoSuchOption": _no_such_option,
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
    "BadOptionUsage": _bad_option,
}
