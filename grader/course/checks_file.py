"""Reads checks.yml, the checks of an exercise that need no Python."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, JsonValue

from grader.course.declared_checks import KINDS, ChecksFile, DeclaredCheck
from grader.course.files import text_of, validated
from grader.course.filling import Filler, Quote, Syntax, plain_text
from grader.course.yaml_file import YamlFile
from grader.text.patterns import filled_pattern
from grader.text.validation import Location

DECLARED_MANUAL = "docs/declarative-checks.md"
"""Where the keys of checks.yml are described."""

Params = Mapping[str, JsonValue]


@dataclass(frozen=True)
class WrittenCheck:
    """One check of the file."""

    id: str
    check: DeclaredCheck
    """The check with the exercise's own parameters."""
    written: Any
    """The values under the key of its kind, as they are in the file."""
    file: YamlFile

    @cached_property
    def line(self) -> int:
        """Where it is in the file, from 1."""
        return self.file.line(("checks", self.id))

    def wanted(self, params: Params) -> BaseModel:
        """What the check wants of a student with these parameters.

        Raises:
            CourseError: A value of a parameter is not possible where it is used.
        """
        kind = self.check.kind
        base = ("checks", self.id, kind)
        filler = Filler(params, _syntax_at)
        values = {"title": self.check.title, kind: filler.filled(self.written, base)}
        checked = validated(
            self.file,
            {"checks": {self.id: values}},
            ChecksFile,
            manual=DECLARED_MANUAL,
            also=filler.problems,
        )
        wanted: BaseModel = getattr(checked.checks[self.id], kind)
        return wanted


def read_checks_file(path: Path, params: Params) -> tuple[WrittenCheck, ...]:
    """Read a checks.yml, with the exercise's own parameters in its values.

    Raises:
        CourseError: The file is missing or wrong; the message lists each problem with file, line and key.
    """
    file = YamlFile(path, text_of(path), manual=DECLARED_MANUAL)
    written = file.values()
    filler = Filler(params, _syntax_at)
    checked = validated(file, _filled(written, filler), ChecksFile, manual=DECLARED_MANUAL, also=filler.problems)
    values = written["checks"].values()
    return tuple(
        WrittenCheck(name, check, below[check.kind], file)
        for (name, check), below in zip(checked.checks.items(), values, strict=True)
    )


def _filled(written: Any, filler: Filler) -> Any:
    """The values of the file, with those below the key of a kind filled in."""
    checks = written.get("checks") if isinstance(written, dict) else None
    if not isinstance(checks, dict):
        return written
    return {**written, "checks": {name: _filled_check(name, check, filler) for name, check in checks.items()}}


def _filled_check(name: Any, check: Any, filler: Filler) -> Any:
    if not isinstance(check, dict):
        return check
    return {
        key: filler.filled(value, ("checks", str(name), key)) if key in KINDS else value for key, value in check.items()
    }


def _syntax_at(location: Location) -> Syntax:
    if location[2:4] == ("command", "run"):
        return _command
    if location[3:4] in {("contains",), ("prints",)}:
        return filled_pattern
    return plain_text


def _command(text: str, fill: Callable[[str, Quote], str]) -> str:
    return fill(text, shlex.quote)
