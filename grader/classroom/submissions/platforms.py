"""What learning platforms say about a submitted file: Canvas in its name, Gradescope in a file beside its folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

METADATA = "submission_metadata.yml"
"""The file in which a Gradescope export says who submitted what."""
LARGEST_METADATA = 64_000_000

_CANVAS = re.compile(r"(?P<name>.+?)(?:_late)?_(?P<user>\d+)_\d+_(?P<own>.+)", re.IGNORECASE | re.ASCII)
_AGAIN = re.compile(r"(?P<stem>.+)-(?P<number>[1-9]\d{0,2})(?P<suffix>\.(?:evidence|gz))", re.IGNORECASE | re.ASCII)
_GRADESCOPE = re.compile(r"submission_\d+", re.ASCII)
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads every value as text: a number would lose its leading zeros."""


@dataclass(frozen=True, slots=True)
class CanvasName:
    """A file name in a bulk download: `parkmina_LATE_501_99001_ex05.evidence`."""

    name: str
    """The student's name as it is sorted, in small letters and without spaces."""
    user: str
    """Canvas's own number of the student."""
    own: str
    """The name that the student gave the file."""


def canvas_name(name: str) -> CanvasName | None:
    """The parts of a file name if Canvas may have composed it."""
    match = _CANVAS.fullmatch(name)
    return CanvasName(match["name"], match["user"], match["own"]) if match else None


def without_number(name: str) -> tuple[str, int]:
    """A file name without the -1, -2, … that Canvas appends when a file is submitted again, and that number, or 0."""
    match = _AGAIN.fullmatch(name)
    return (match["stem"] + match["suffix"], int(match["number"])) if match else (name, 0)


def series(path: Path) -> tuple[tuple[str, ...], int]:
    """What the successive submissions of one file have in common, and the number of this one among them."""
    canvas = canvas_name(path.name)
    own, number = without_number(canvas.own if canvas else path.name)
    return (str(path.parent), *((canvas.name, canvas.user) if canvas else ()), own.casefold()), number


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who submitted a file, by Gradescope's words; unknown ones are empty."""

    name: str
    sid: str
    email: str

    def __str__(self) -> str:
        return self.name or self.email or self.sid


class UnreadableExport(Exception):
    """The metadata of an export cannot be read; the text says why."""


@dataclass
class GradescopeExports:
    """The Gradescope exports in a folder of submissions; each is read when it is first asked for."""

    root: Path
    _read: dict[Path, Mapping[str, tuple[Submitter, ...]] | UnreadableExport] = field(default_factory=dict)

    def submitters(self, path: Path) -> tuple[Submitter, ...]:
        """Who submitted this file; nobody if that is not known.

        Raises:
            UnreadableExport: the metadata cannot be read.
        """
        for folder in path.parents:
            if folder == self.root:
                break
            if not _GRADESCOPE.fullmatch(folder.name):
                continue
            metadata = folder.parent / METADATA
            if metadata not in self._read:
                self._read[metadata] = _attempted(metadata)
            found = self._read[metadata]
            if isinstance(found, UnreadableExport):
                raise found
            return found.get(folder.name, ())
        return ()


def without_gradescope(path: Path) -> Path:
    """The path without Gradescope's folders: their numbers are not those of students."""
    return Path(*(part for part in path.parts if not _GRADESCOPE.fullmatch(part)))


def _attempted(metadata: Path) -> Mapping[str, tuple[Submitter, ...]] | UnreadableExport:
    if metadata.is_symlink() or not metadata.is_file():
        return {}
    try:
        if metadata.stat().st_size > LARGEST_METADATA:
            return UnreadableExport("it is too large")
        document = yaml.load(metadata.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  it makes text only
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        return UnreadableExport(f"it is not valid YAML ({str(error).splitlines()[0]})")
    if not isinstance(document, dict):
        return UnreadableExport("it lists no submissions")
    return {str(folder): _submitters(entry) for folder, entry in document.items()}


def _submitters(entry: object) -> tuple[Submitter, ...]:
    listed = entry.get(":submitters") if isinstance(entry, dict) else None
    people = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return tuple(Submitter(*(_text(one.get(key)) for key in (":name", ":sid", ":email"))) for one in people)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) and value not in {"~", "null"} else ""
