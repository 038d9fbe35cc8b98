"""Recorded answers as text: in full, or the lines of them that a check looked at."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from grader.checks.reads import NotThere, place_of, value_at
from grader.evidence.facts import Fact, Kept, raw
from grader.i18n.catalogue import translator

_LONGEST_LIST = 60
"""A longer list is shown value by value, in characters."""

_CLOSED = "…"
"""Stands for what a dictionary or list in a value holds."""


def _decoded(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def answer(fact: Fact, readable: Callable[[bytes], str] = _decoded) -> str:
    """The host's answer in full; `readable` decodes the body of an Engine response."""
    if fact.error:
        return f"{fact.error}: {fact.problem}"
    if fact.command is not None:
        output = (raw(fact.out) + raw(fact.err)).decode("utf-8", "replace").rstrip()
        return f"{output}\n(exit code {fact.rc})".lstrip()
    return f"{fact.status} {readable(raw(fact.body))}"


def fields(document: Any, paths: Iterable[str], language: str) -> Iterator[tuple[str, str]]:
    """The values at these paths of a JSON document."""
    _ = translator(language)
    for path in paths:
        try:
            value = value_at(document, place_of(path))
            text = _value(value)
            if isinstance(value, list) and len(text) > _LONGEST_LIST:
                yield from ((f"{path}[{position}]", _closed(one)) for position, one in enumerate(value))
            else:
                yield path, text
        except NotThere:
            yield path, _("(not there)")
        except ValueError:  # of a later version
            continue


def _value(value: Any) -> str:
    """A value as JSON, without what dictionaries and lists in it hold."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_json(key)}: {_closed(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_closed, value))}]"
    return _json(value)


def _closed(value: Any) -> str:
    if value and isinstance(value, dict | list):
        return f"{{{_CLOSED}}}" if isinstance(value, dict) else f"[{_CLOSED}]"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def parsed(body: Kept) -> Any:
    """The JSON document in a body; None if it is not one."""
    return _parsed(body) if isinstance(body, str) else None


@functools.lru_cache(64)
def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def message(fact: Fact) -> str:
    """What the Engine said instead of an answer."""
    document = parsed(fact.body)
    said = document.get("message") if isinstance(document, dict) else None
    return f"{fact.status} {said or ''}".rstrip()


def document_lines(fact: Fact) -> list[str]:
    """The lines of an answer of the Engine: indented if it is JSON."""
    document = parsed(fact.body)
    return lines(raw(fact.body)) if document is None else json.dumps(document, indent=1, ensure_ascii=False).split("\n")


def lines(output: bytes) -> list[str]:
    """The lines of an output that are not empty; a NUL ends a line as well."""
    text = output.decode("utf-8", "replace").replace("\0", "\n")
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def event_lines(body: bytes) -> list[str]:
    """The Engine's events in short, the newest first: `container create os3`."""
    return [_event(line) for line in reversed(lines(body))]


def _event(line: str) -> str:
    event = parsed(line)
    try:
        actor = event["Actor"]
        name = (actor.get("Attributes") or {}).get("name") or str(actor["ID"])[:12]
        return f"{event['Type']} {event['Action']} {name}"
    except (LookupError, TypeError, AttributeError):
        return line
