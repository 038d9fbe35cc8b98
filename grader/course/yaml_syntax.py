"""What is wrong with a file that is not YAML, in the grader's own sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import yaml
from yaml.reader import Reader

from grader.message import Message

_TAB = re.compile(r" *\t[ \t]*\S")
_WORD = re.compile(r"\S{1,40}")
_CLOSING = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Where a file stops being YAML, and why. Line and column count from 1."""

    line: int
    column: int
    said: Message
    """Without a full stop."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What PyYAML names, and the text there."""

    lines: list[str]
    mark: yaml.Mark
    start: yaml.Mark
    """Where the list, the mapping or the text begins that could not be read to its end."""

    def problem(self, said: Message, *, at_start: bool = False) -> SyntaxProblem:
        mark = self.start if at_start else self.mark
        return SyntaxProblem(mark.line + 1, mark.column + 1, said)

    def word(self, mark: yaml.Mark) -> str:
        found = _WORD.match(self.lines[mark.line][mark.column :]) if mark.line < len(self.lines) else None
        return found[0] if found else ""


def syntax_problem(text: str, error: yaml.YAMLError) -> SyntaxProblem:
    """Why PyYAML does not read this text."""
    forbidden = Reader.NON_PRINTABLE.search(text)
    if forbidden:
        before = text[: forbidden.start()].split("\n")
        code = f"U+{ord(forbidden[0]):04X}"
        return SyntaxProblem(
            len(before), len(before[-1]) + 1, Message("the character {code} is not allowed", code=code)
        )
    mark = getattr(error, "problem_mark", None)
    if not isinstance(error, yaml.MarkedYAMLError) or mark is None:
        return SyntaxProblem(1, 1, Message("this is not valid YAML"))
    lines = text.splitlines()
    if mark.line < len(lines) and _TAB.match(lines[mark.line]):
        return SyntaxProblem(mark.line + 1, 1, Message("a tab is used for indentation: use spaces"))
    place = _Place(lines, mark, error.context_mark or mark)
    said = error.problem or ""
    return next((explain(place) for found, explain in _KNOWN.items() if found in said), _misplaced(place))


def _misplaced(place: _Place) -> SyntaxProblem:
    return place.problem(Message("“key: value” is expected here: check the indentation and the quotation marks"))


def _unclosed(place: _Place) -> SyntaxProblem:
    opening = place.word(place.start)[:1]
    said = Message(
        "“,” or “{closing}” is expected: the “{opening}” on line {line} is not closed",
        closing=_CLOSING.get(opening, ""),
        opening=opening,
        line=place.start.line + 1,
    )
    return place.problem(said)


_KNOWN: Mapping[str, Callable[[_Place], SyntaxProblem]] = {
    "mapping values are not allowed": lambda place: place.problem(
        Message("a key cannot be here: check the indentation, and put text that contains “: ” in quotes")
    ),
    "expected ',' or": _unclosed,
    "unexpected end of stream": lambda place: place.problem(
        Message("the quotation mark that opens here is not closed"), at_start=True
    ),
    "expected '-' indicator": lambda place: place.problem(
        Message("“- ” is expected here, because the lines above are entries of a list")
    ),
    "could not find expected ':'": lambda place: place.problem(
        Message("a colon is missing after “{word}”", word=place.word(place.start)), at_start=True
    ),
    "cannot start any token": lambda place: place.problem(
        Message("a value cannot begin with “{character}”: put it in quotes", character=place.word(place.mark)[:1])
    ),
    "undefined alias": lambda place: place.problem(
        Message("“{word}” refers to nothing: put it in quotes if it is text", word=place.word(place.mark))
    ),
    "determine a constructor": lambda place: place.problem(
        Message("“{word}” is not allowed: put it in quotes if it is text", word=place.word(place.mark))
    ),
    "another document": lambda place: place.problem(
        Message("a second document begins here: keep one, without “---” between them")
    ),
    "unknown escape": lambda place: place.problem(
        Message("a backslash has a meaning in double quotes: use single quotes")
    ),
    "block sequence entries": lambda place: place.problem(
        Message("a list cannot begin on the line of its key: begin it on the next line")
    ),
    "nesting": lambda place: place.problem(Message("this is nested too deeply")),
    "for merging": lambda place: place.problem(Message("“<<” takes keys with values")),
}
