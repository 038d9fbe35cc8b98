"""What a Dockerfile sets in its image: labels, variables, working directory, ports and command.

A value that depends on the build, such as that of an ARG, is unknown.
https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import Any

from grader.checks.dockerfile import Instruction, Stage
from grader.evidence.secretforms import STAND_IN

_SHELL = ("/bin/sh", "-c")

# The builder's rules for quotes are those of a shell, but for what a backslash does in double quotes.
_RAW_WORD = re.compile(r"""(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\]|['"\\])+""", re.DOTALL)
_VARIABLE = r"\$(?P<bare>\w+) | \$\{(?P<name>\w+)(?:(?P<sign>:?[-+])(?P<word>[^}]*))?\}"
_PIECE = re.compile(
    rf"""(?sx)
    '(?P<plain>[^']*)' | "(?P<double>(?:[^"\\]|\\.)*)" | \\(?P<escaped>.) | {_VARIABLE}
    | (?P<odd>\$\{{|['"\\]) | (?P<other>[^'"\\$]+|\$)
    """
)
_PIECE_IN_QUOTES = re.compile(
    rf"""(?sx)
    \\(?P<escaped>["\\$]) | {_VARIABLE} | (?P<odd>\$\{{) | (?P<other>[^\\$]+|\\|\$)
    """
)


@dataclass(frozen=True, slots=True)
class Deviation:
    """A setting of an image that is not what its Dockerfile says.

    Attributes:
        expected: What the Dockerfile says, as an instruction.
        seen: What the image has, in the same form; None if it has nothing of the kind.
    """

    expected: str
    seen: str | None


@dataclass(slots=True)
class ImageSettings:
    """What a stage of a Dockerfile sets.

    Attributes:
        labels: The labels; None for a value that is unknown.
        variables: The variables that ENV sets; None for a value that is unknown.
        folder: The working directory; empty if it is not set, None if it is unknown.
        ports: The ports, such as 80/tcp, without those that are unknown.
        command: The words of CMD; None if it is not set.
        entrypoint: The words of ENTRYPOINT; None if it is not set.
        destinations: Where COPY and ADD put something, as absolute paths, without those that are unknown.
    """

    labels: dict[str, str | None] = field(default_factory=dict)
    variables: dict[str, str | None] = field(default_factory=dict)
    folder: str | None = ""
    ports: set[str] = field(default_factory=set)
    command: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    destinations: list[str] = field(default_factory=list)

    def differences(self, config: Mapping[str, Any]) -> list[Deviation]:
        """What an image has otherwise. It may have more labels, variables and ports.

        Args:
            config: The image's configuration: `image.attrs["Config"]`.

        Returns:
            The differences. Passwords, which evidence has without their values, are not compared.

        Example:
            differences = settings.differences(image.attrs["Config"])
            if differences:
                fail("differs", expected=[one.expected for one in differences])
        """
        return list(self._differences(config))

    def _differences(self, config: Mapping[str, Any]) -> Iterator[Deviation]:
        variables = dict(entry.partition("=")[::2] for entry in config.get("Env") or [])
        yield from _different("LABEL", self.labels, config.get("Labels") or {})
        yield from _different("ENV", self.variables, variables)
        folder = str(config.get("WorkingDir") or "/")
        if self.folder and normpath(folder) != self.folder:
            yield Deviation(f"WORKDIR {self.folder}", f"WORKDIR {folder}")
        exposed = config.get("ExposedPorts") or {}
        for port in sorted(self.ports - exposed.keys()):
            yield Deviation(f"EXPOSE {port}", f"EXPOSE {' '.join(sorted(exposed))}" if exposed else None)
        for keyword, key, words in (
            ("ENTRYPOINT", "Entrypoint", self.entrypoint),
            ("CMD", "Cmd", self.command),
        ):
            seen = config.get(key) or []
            if words is not None and _squeezed(words) != _squeezed(seen):
                yield Deviation(*(f"{keyword} {json.dumps(_on_one_line(each))}" for each in (words, seen)))


def _different(keyword: str, ours: Mapping[str, str | None], theirs: Mapping[str, str]) -> Iterator[Deviation]:
    for name, value in ours.items():
        seen = theirs.get(name)
        if seen is None:
            yield Deviation(f"{keyword} {name}{'' if value is None else f'={value}'}", None)
        elif value is not None and seen != value and not STAND_IN.search(seen) and not STAND_IN.search(value):
            yield Deviation(f"{keyword} {name}={value}", f"{keyword} {name}={seen}")


def _squeezed(words: Any) -> list[str]:
    """The words without what continuation lines may change."""
    return [re.sub(r"[\s\\]", "", str(word)) for word in words]


def _on_one_line(words: Any) -> list[str]:
    """The words without the spaces at the beginning of continuation lines."""
    return [" ".join(str(word).split()) for word in words]


def settings_of(stage: Stage, base: Mapping[str, Any] | None) -> ImageSettings:
    """What a stage sets in its image.

    Args:
        stage: A stage from `final_stage`.
        base: The configuration of the image that it starts from, `image.attrs["Config"]`; None if that is not known.

    Example:
        settings = settings_of(final_stage(text), docker.images.get("httpd:latest").attrs["Config"])
    """
    return _Reader(base).read(stage)


class _Reader:
    """Follows the instructions of a stage."""

    def __init__(self, base: Mapping[str, Any] | None) -> None:
        self._is_base_known = base is not None
        base = base or {}
        self._inherited = dict(entry.partition("=")[::2] for entry in base.get("Env") or [])
        self._arguments: set[str] = set()
        self._shell = tuple(base.get("Shell") or _SHELL)
        self._where: str | None = str(base.get("WorkingDir") or "/") if self._is_base_known else None
        self._found = ImageSettings()

    def read(self, stage: Stage) -> ImageSettings:
        for one in stage.instructions:
            self._follow(one)
        found = self._found
        if found.entrypoint is not None and found.command is None:
            found.command = ()  # ENTRYPOINT resets the command of the base
        return found

    def _follow(self, one: Instruction) -> None:
        found = self._found
        match one.keyword:
            case "ARG":
                self._arguments |= {word.partition("=")[0] for word in one.words}
            case "LABEL":
                found.labels |= self._pairs(one.rest)
            case "ENV":
                found.variables |= self._pairs(one.rest)
            case "SHELL":
                self._shell = _listed(one.rest) or self._shell
            case "CMD":
                found.command = self._command(one.rest)
            case "ENTRYPOINT":
                found.entrypoint = self._command(one.rest)
            case "EXPOSE":
                found.ports |= {port for word in one.rest.split() for port in _ports(self._value(word) or "")}
            case "WORKDIR" | "COPY" | "ADD":
                self._place(one)
            case _:
                pass

    def _place(self, one: Instruction) -> None:
        """Follow an instruction that names a folder of the image."""
        to = self._value(one.rest if one.keyword == "WORKDIR" else one.words[-1] if one.words else "")
        path = self._path(to) if to and (to.startswith("/") or self._where is not None) else None
        if one.keyword == "WORKDIR":
            self._where = self._found.folder = path
        elif path is not None and len(one.words) > 1:
            self._found.destinations.append(path)

    def _path(self, to: str) -> str:
        return "/" + normpath(join(self._where or "/", to)).lstrip("/")

    def _command(self, rest: str) -> tuple[str, ...]:
        words = _listed(rest)
        return (*self._shell, rest) if words is None else words

    def _pairs(self, rest: str) -> dict[str, str | None]:
        words = _RAW_WORD.findall(rest)
        if not words:
            return {}
        if "=" not in words[0]:  # the older form: a name, and all that follows is its value
            name, *value = rest.split(None, 1)
            pairs = [(name, "".join(value))]
        else:
            pairs = [tuple(word.partition("=")[::2]) for word in words]
        values = [(self._value(name), self._value(value)) for name, value in pairs]  # all see what was set before
        return {name: value for name, value in values if name}

    def _value(self, raw: str, pieces: re.Pattern[str] = _PIECE) -> str | None:
        """A value without quotes, and with its variables; None if it is unknown."""
        value = ""
        for piece in pieces.finditer(raw):
            part = self._part(piece.groupdict())
            if part is None:
                return None
            value += part
        return value

    def _part(self, piece: Mapping[str, str | None]) -> str | None:
        if piece["odd"]:
            return None
        if (double := piece.get("double")) is not None:
            return self._value(double, _PIECE_IN_QUOTES)
        if name := piece["bare"] or piece["name"]:
            return self._variable(name, piece["sign"] or "", piece["word"] or "")
        return piece.get("plain") or piece["escaped"] or piece["other"] or ""

    def _variable(self, name: str, sign: str, word: str) -> str | None:
        if name in self._found.variables:
            value = self._found.variables[name]
        elif name in self._inherited:
            value = self._inherited[name]
        else:
            is_given = name in self._arguments or name.lower().endswith("_proxy")  # these need no ARG
            value = "" if self._is_base_known and not is_given else None
        if value is None or STAND_IN.search(value):
            return None
        if sign.endswith("-"):
            return value or self._value(word)
        if sign.endswith("+"):
            return self._value(word) if value else ""
        return value


def _ports(word: str) -> set[str]:
    number, _, protocol = word.partition("/")
    first, _, last = number.partition("-")
    if not (first.isdigit() and (last or first).isdigit()):
        return set()
    numbers = range(int(first), min(int(last or first), int(first) + 1000) + 1)
    return {f"{one}/{protocol.lower() or 'tcp'}" for one in numbers}


def _listed(rest: str) -> tuple[str, ...] | None:
    """The words of the JSON form; None for the shell form."""
    if not rest.startswith("["):
        return None
    try:
        words = json.loads(rest)
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(words, list) and all(isinstance(word, str) for word in words)
    return tuple(words) if is_list else None
