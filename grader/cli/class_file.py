"""Which class a command is about: the file that is named, else the only class file in the current folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from grader.errors import UsageError

_SUFFIXES = (".yml", ".yaml")


def words(given: Sequence[str] | None, *, names: str, least: int, most: int) -> tuple[Path, list[str]]:
    """The class file, and the other words of a command. A first word that ends with .yml is a class file.

    Raises:
        UsageError: there are too few or too many words, or no class file or several.
    """
    rest = list(given or ())
    named = rest.pop(0) if rest and rest[0].endswith(_SUFFIXES) else None
    if not least <= len(rest) <= most:
        raise UsageError(f"This takes {names}.", next_step=f"Write: [CLASS.yml] {names}.")
    return Path(named) if named is not None else only_class_file(), rest


def only_class_file() -> Path:
    """The only class file in the current folder.

    Raises:
        UsageError: there is none, or there are several.
    """
    found = sorted(path for path in Path().iterdir() if path.suffix in _SUFFIXES and _is_class_file(path))
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            "There are several class files here.", next_step=f"Name one first: {', '.join(map(str, found))}."
        )
    raise UsageError("There is no class file here.", next_step="Name it first, such as class.yml, or go to its folder.")


def _is_class_file(path: Path) -> bool:
    try:
        keys = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        # One that cannot be read may be meant all the same: its reader tells what is wrong.
        return path.stem == "class"
    return isinstance(keys, dict) and "roster" in keys
