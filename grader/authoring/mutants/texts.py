"""Other texts in place of what a command or a program printed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from grader.authoring.mutants.values import is_time, other_texts, others
from grader.checks.reads import Place, path_text

MOST_LINES = 12
"""So many lines of a text are changed, spread over it; and so many values of a text that is JSON."""

_STATUS = re.compile(r"(HTTP/[\d.]+ )\d{3}\b")
_NAMED = re.compile(r"([\w.-]{1,40})=")
_WORD = re.compile(r"[\w./:@-]+")


@dataclass(frozen=True, slots=True)
class OtherText:
    """A text with one change."""

    text: str
    place: str
    """The path of the value that is changed, if the text is JSON; else empty."""
    item: str
    """The same with positions; of other texts the line."""
    change: str
    is_time: bool = False


def other_outputs(text: str) -> Iterator[OtherText]:
    """Other texts in place of a text that is not empty: nothing, and with one line gone or changed."""
    if not text.strip():
        return
    yield OtherText("", "", "all", "nothing printed")
    parsed = _json(text)
    if parsed is not None:
        yield from _other_documents(parsed)
        return
    lines = text.splitlines(keepends=True)
    yield from _other_named(lines)
    for at in spread(len(lines), MOST_LINES):
        yield from _other_lines(lines, at)


def spread(count: int, most: int) -> list[int]:
    """At most so many positions, evenly over all: always the same ones."""
    return list(range(count)) if count <= most else [at * count // most for at in range(most)]


def _other_named(lines: list[str]) -> Iterator[OtherText]:
    """The text with all lines of one name changed, of names that several lines have."""
    names = Counter(found[1] for line in lines if (found := _NAMED.match(line)))
    for name in [name for name, count in names.items() if count > 1][:MOST_LINES]:
        start = len(name) + 1
        other = [
            f"{line[:start]}{other_texts(value)[0]}\n" if line.startswith(f"{name}=") and value else line
            for line in lines
            for value in [line[start:].rstrip()]
        ]
        yield OtherText("".join(other), "", f"{name}=", f"every “{name}=” is another")


def _other_lines(lines: list[str], at: int) -> Iterator[OtherText]:
    line = lines[at].rstrip("\r\n")
    if not line.strip():
        return
    named = _NAMED.match(line)
    start = named.end() if named else 0
    item = f"line {at + 1}"
    end = lines[at][len(line) :]
    if len(lines) > 1:
        yield OtherText("".join([*lines[:at], *lines[at + 1 :]]), "", item, f"without “{line[:60]}”")
    for one in _changed(line, start):
        whole = "".join([*lines[:at], one + end, *lines[at + 1 :]])
        yield OtherText(whole, "", item, f"“{line[:60]}” → “{one[:60]}”", is_time(line[start:]))


def _changed(line: str, start: int) -> Iterator[str]:
    """The line with another status, or another first and another last word."""
    if _STATUS.match(line):
        yield _STATUS.sub(r"\g<1>404", line, count=1)
        return
    words = list(_WORD.finditer(line, start))
    for word in dict.fromkeys([*words[:1], *words[-1:]]):
        yield line[: word.start()] + other_texts(word[0])[0] + line[word.end() :]


def _json(text: str) -> object:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None


def _other_documents(document: object) -> Iterator[OtherText]:
    leaves = list(_leaves(document, ()))
    for at in spread(len(leaves), MOST_LINES):
        place, value = leaves[at]
        for one in others(value):  # type: ignore[arg-type]
            text = json.dumps(with_value(document, place, one))
            item = path_text(place)
            yield OtherText(text, unpositioned(place), item, f"{shown(value)} → {shown(one)}", is_time(value))  # type: ignore[arg-type]


def _leaves(document: object, place: Place) -> Iterator[tuple[Place, object]]:
    if isinstance(document, dict) and document:
        for key, value in document.items():
            yield from _leaves(value, (*place, key))
    elif isinstance(document, list) and any(isinstance(one, dict | list) for one in document):
        for at, value in enumerate(document):
            yield from _leaves(value, (*place, at))
    else:
        yield place, document


def with_value(document: object, place: Place, value: object) -> object:
    """A copy of a JSON document with another value at a place that it has."""
    if not place:
        return value
    step, *rest = place
    if isinstance(document, dict):
        return {**document, step: with_value(document[step], tuple(rest), value)}
    items = list(document) if isinstance(document, list) else []
    items[int(step)] = with_value(items[int(step)], tuple(rest), value)
    return items


def unpositioned(place: Place) -> str:
    """A place as text, without the positions in lists: `Mounts[*].Source`."""
    return "".join("[*]" if isinstance(step, int) else f".{path_text((step,))}" for step in place).removeprefix(".")


def shown(value: object) -> str:
    """A value as JSON, cut off after 60 characters."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"
