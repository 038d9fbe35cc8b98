"""Puts parameters into the values of a YAML file: `{port}` becomes this student's port."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import JsonValue

from grader.message import Message
from grader.text.suggestions import did_you_mean
from grader.text.validation import Location, Problem

# Shells, Docker's formats and regular expressions have braces as well: ${HOME}, {{.Name}}, a{2}.
_PARAMETER = re.compile(r"(?<![${])\{([A-Za-z_]\w*)\}(?!\})")

Quote = Callable[[str], str]
"""How a value is written in a text."""

Syntax = Callable[[str, Callable[[str, Quote], str]], str]
"""Fills a text as its syntax needs: gets the text, and a function that fills a part of it with values so quoted."""


def plain_text(text: str, fill: Callable[[str, Quote], str]) -> str:
    """Fill a text that has no syntax of its own."""
    return fill(text, str)


class Filler:
    """Fills values, and keeps what is wrong with them.

    Args:
        params: The parameters by name.
        syntax_at: The syntax of the text at a location.
    """

    def __init__(
        self, params: Mapping[str, JsonValue], syntax_at: Callable[[Location], Syntax] = lambda _: plain_text
    ) -> None:
        self._params = params
        self._syntax_at = syntax_at
        self.problems: list[Problem] = []

    def filled(self, value: Any, location: Location = ()) -> Any:
        """A value, filled. Text that is nothing but a parameter becomes the parameter's value.

        Whatever is not text or a fraction keeps its type.
        """
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
        if whole and not isinstance(value := self._params.get(whole[1], ""), str | float):
            return value
        return self._syntax_at(location)(text, lambda part, quote: self._part(part, quote, location))

    def _part(self, part: str, quote: Quote, location: Location) -> str:
        return _PARAMETER.sub(lambda match: self._one(match[1], match[0], quote, location), part)

    def _one(self, name: str, written: str, quote: Quote, location: Location) -> str:
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
        return quote(text)
