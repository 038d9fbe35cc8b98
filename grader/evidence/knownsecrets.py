"""Secrets that are known by their value: they are hidden wherever they appear, also where no name tells it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

from grader.evidence.secretforms import STAND_IN

_MOST = 100
_LONGEST = 4_000
"""Limits of what is kept of one host: the number of values, and their length in characters."""

_SHORTEST = 5
_SHORTEST_ANYWHERE = 6
_SHORTEST_NUMBER = 8
_NO_WORD = 16

_COMMON = frozenset({"wordpress", "mysql", "mariadb", "admin", "database", "localhost", "latest", "password", "docker"})
"""Words that many a setting has, such as the default name of a database: never hidden by value."""

_WORDS = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z]+)(?:[-_. ](?:[A-Z]?[a-z]+|[A-Z]+)|[A-Z][a-z]{2,})*+")
"""Plain words, as in names of programs, pages and states: `running`, `wp-admin`, `WordPress`."""

_REFERENCE = re.compile(r"\$[\w({].*|\{\{.*|%\w+%|<[^<>]*>|~?(?:/[\w.@-]+)++/?|\w+://.*", re.DOTALL)
"""What stands for a secret in a script, and paths and addresses."""

_SEPARATE = re.compile(r"[0-9a-fA-F-]+|[secret:0-9a-f]+")
"""Values that occur within ids and stand-ins by chance: hidden only where they stand alone."""

_NAMES = {
    *("Name", "Names", "RepoTags", "RepoDigests", "Image", "ImageID", "Id", "ID", "Aliases", "DNSNames", "Links"),
    *("Hostname", "Domainname", "ExtraHosts", "Source", "Destination", "Mountpoint", "Binds", "WorkingDir"),
    *("NetworkMode", "NetworkID", "Driver", "from", "id", "name", "image", "container", "Container"),
}
"""Keys of an Engine's answers under which objects are named; of a value under one of these nothing is hidden."""

_KEYED = {"Networks", "Volumes", "Containers"}
_TYPED = {"Labels", "Attributes", "Options"}
"""Keys under which an Engine lists names that it does not know the meaning of, with their values."""


class KnownSecrets:
    """The secrets of one host by their values.

    What has been learnt is hidden once `settle` has decided that it can be: not if it is short, or a part of a name of
    an object. Such a decision is never changed, so that equal values stay equal.

    Args:
        stand_in: Gives the replacement for a secret.
    """

    def __init__(self, stand_in: Callable[[str], str]) -> None:
        self._stand_in = stand_in
        self._seen: set[str] = set()
        self._pending: list[str] = []
        self._anywhere: dict[str, str] = {}
        self._whole: dict[str, str] = {}

    def learn(self, value: str, *, certain: bool) -> None:
        """Remember a secret. A plain word counts only if it is `certain` that it is one."""
        if value in self._seen or len(self._seen) >= _MOST or not _SHORTEST <= len(value) <= _LONGEST:
            return
        if STAND_IN.search(value) or _REFERENCE.fullmatch(value) or value.lower() in _COMMON:
            return
        if _is_distinctive(value) or (certain and len(value) >= _SHORTEST + value.isdigit()):
            self._seen.add(value)
            self._pending.append(value)

    def settle(self, recorded: Callable[[], Iterable[str]], more: str = "") -> bool:
        """Decide which of the values learnt since the last call are hidden, and whether there are any.

        Args:
            recorded: Gives the bodies of the Engine's answers so far; what they name is not hidden.
            more: Other names that are not hidden.
        """
        if not self._pending:
            return False
        pending, self._pending = self._pending, []
        public = {value for value in pending if value in more}
        for body in recorded():
            present = [value for value in pending if value in body and value not in public]
            if present:
                named = "\n".join(_named(_parsed(body)))
                public.update(value for value in present if value in named)
        fresh = [value for value in pending if value not in public]
        for value in fresh:
            self._add(value)
        self._anywhere = dict(sorted(self._anywhere.items(), key=lambda one: len(one[0]), reverse=True))
        return bool(fresh)

    def in_text(self, text: str) -> bool:
        """Whether a text contains one of the values that are hidden."""
        return any(value in text for value in self._anywhere) or any(value in text for value in self._whole)

    def hide(self, text: str) -> str:
        """The text without these values."""
        for value, hidden in self._anywhere.items():
            if value in text:  # much faster than one pattern of all values
                separate = _SEPARATE.fullmatch(value)
                text = re.sub(rf"\b{re.escape(value)}\b", hidden, text) if separate else text.replace(value, hidden)
        for value, hidden in self._whole.items():
            if value in text:
                text = re.sub(rf"(?<==){re.escape(value)}(?=[\r\n\0]|\Z)", hidden, text)
        return text

    def hide_in(self, value: Any, *, engine: bool) -> bool:
        """Hide these values in JSON, in place; returns whether there were any.

        Args:
            value: The JSON, parsed.
            engine: Whether it is an Engine's answer, whose names of objects stay.
        """
        names = _NAMES if engine else set()
        changed = False
        todo: list[tuple[Any, Any]] = [(None, value)]
        while todo:
            under, node = todo.pop()
            if not isinstance(node, dict | list):
                continue
            for key, item in list(node.items() if isinstance(node, dict) else enumerate(node)):
                name = key if isinstance(node, dict) else under
                if isinstance(item, dict | list):
                    todo.append((name, item))
                elif isinstance(item, str) and (name not in names or under in _TYPED):
                    whole = isinstance(node, list) or under in _TYPED
                    clean = self._value(item) if whole else self.hide(item)
                    changed = changed or clean != item
                    node[key] = clean
            if under in _TYPED and isinstance(node, dict):
                for key in [key for key in node if self.hide(key) != key]:
                    node[self.hide(key)] = node.pop(key)
                    changed = True
        return changed

    def _value(self, item: str) -> str:
        """An argument, a label's value or NAME=VALUE, without these values."""
        if item in self._whole:
            return self._whole[item]
        name, sign, value = item.partition("=")
        return f"{self.hide(name)}={self._whole[value]}" if sign and value in self._whole else self.hide(item)

    def _add(self, value: str) -> None:
        hidden = self._stand_in(value)
        if not _is_distinctive(value):
            self._whole[value] = hidden
            return
        escaped = json.dumps(value)[1:-1]
        go = re.sub("[<>&]", lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False)[1:-1])
        for spelled in (value, escaped, go, value.replace("/", "\\/"), quote(value, safe=""), html.escape(value)):
            self._anywhere.setdefault(spelled, hidden)


def _is_distinctive(value: str) -> bool:
    """Whether a value is hidden anywhere: it is neither a plain word nor a small number, which mean other things."""
    if value.isdigit():
        return len(value) >= _SHORTEST_NUMBER
    if _WORDS.fullmatch(value):
        return len(value) >= _NO_WORD and not re.search("[-_.]", value)
    return len(value) >= _SHORTEST_ANYWHERE


def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return [_parsed(line) for line in body.splitlines()] if "\n" in body.strip() else None


def _named(value: Any) -> Iterator[str]:
    """The names of objects in an Engine's answer."""
    todo: list[tuple[Any, Any]] = [(None, value)]
    while todo:
        under, node = todo.pop()
        if isinstance(node, str) and under in _NAMES:
            yield node
        elif isinstance(node, list):
            todo.extend((under, item) for item in node)
        elif isinstance(node, dict) and under not in _TYPED:
            todo.extend(node.items())
            if under in _KEYED:
                yield from node
