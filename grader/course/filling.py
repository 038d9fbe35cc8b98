"""Puts parameters into the values of a YAML file: `{port}` becomes this student's port."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import JsonValue

from grader.message import Message
from grader.text.suggestions import did_you_mean
from grader.text.validation import Location, Problem

# Shells, Docker's formats and regular expressions have braces as well: ${HOME}, {{.Name}}, a{2}.
_PARAMETER = re.compile(r"(?<![${])\{([A-Za-z_]\w*)\}(?!\})")


class Filler:
    """Fills values, and keeps what is wrong with them.

    Args:
        params: The parameters by name.
        is_command: Whether the text at a location is a command, in which parameters are quoted for a shell.
    """

    def __init__(
        self, params: Mapping[str, JsonValue], is_command: Callable[[Location], bool] = lambda _: False
    ) -> None:
        self._params = params
        self._is_command = is_command
        self.problems: list[Problem] = []

    def filled(self, value: Any, location: Location = ()) -> Any:
        """A value, filled. Text that is nothing but a parameter becomes the parameter's value, with its type."""
        match value:
            case dict():
                return {self.filled(key, location): self.filled(one, (*location, key)) for key, one in value.items()}
            case list():
                return [self.filled(one, (*location, index)) for index, one in enumerate(value)]
            case str():
                return self._text(value, location)
            case _:
                return value

    def _text(self, text: str, location: Location) -> Any:
        whole = _PARAMETER.fullmatch(text)
        if whole and whole[1] in self._params and not self._is_command(location):
            return self._params[whole[1]]
        return _PARAMETER.sub(lambda match: self._part(match[1], match[0], location), text)

    def _part(self, name: str, written: str, location: Location) -> str:
        if name not in self._params:
            known = Message("Parameters: {names}.", names=", ".join(self._params))
            said = Message("{name} is not a parameter of the exercise", name=written)
            suggestion = did_you_mean(name, self._params, otherwise=known) if self._params else None
            self.problems.append(Problem(location, said, suggestion))
            return written
        value = self._params[name]
        if isinstance(value, list | dict | None):
            said = Message("{name} is not text or a number, so it cannot be part of a text", name=written)
            self.problems.append(Problem(location, said))
            return written
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return shlex.quote(text) if self._is_command(location) else text
