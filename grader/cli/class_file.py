"""Finds the class that a command works on: the file that is named, or the only class file in the current folder."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.classroom.classes import Class

SUFFIXES = (".yml", ".yaml")


def class_and_words(given: Sequence[str] | None, *, names: str, least: int, most: int) -> tuple[Path, list[str]]:
    """The class file, and a command's other words. A first word that ends in .yml or .yaml names the class file.

    Args:
        given: the words of the command line.
        names: what the other words are, for the error message.
        least: how many of them there must be.
        most: how many of them there may be.

    Raises:
        UsageError: there are too few or too many words, or no class file or more than one.
    """
    rest = list(given or ())
    named = rest.pop(0) if rest and rest[0].endswith(SUFFIXES) else None
    if not least <= len(rest) <= most:
        raise UsageError("This command takes {names}.", next_step="Write: [CLASS.yml] {names}", names=names)
    return Path(named) if named is not None else only_class_file(), rest


def only_class_file() -> Path:
    """The only class file in the current folder.

    Raises:
        UsageError: there is none, or there are several.
    """
    found = sorted(path for path in Path().iterdir() if path.suffix in SUFFIXES and _is_class_file(path))
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            "There is more than one class file in this folder.",
            next_step="Name one of them first: {files}.",
            files=", ".join(map(str, found)),
        )
    raise UsageError(
        "There is no class file in this folder.",
        next_step="Name one first, such as class.yml, or change to its folder.",
    )


def words_for(class_: Class) -> str:
    """The words that name a class in a further command, quoted for a shell; none if the command finds it anyway."""
    with contextlib.suppress(UsageError):
        if class_.other_results is None and class_.path == only_class_file():
            return ""
    return class_.shell_words


def _is_class_file(path: Path) -> bool:
    try:
        keys = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        # It may still be the one that is meant: reading it then reports what is wrong.
        return path.stem == "class"
    return isinstance(keys, dict) and "roster" in keys
