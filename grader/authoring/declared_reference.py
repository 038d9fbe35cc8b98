"""The tables of docs/declarative-checks.md, made from the docstrings of the keys of checks.yml.

python -m grader.authoring.declared_reference docs/declarative-checks.md
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from grader.course.declared_checks import KINDS, DeclaredCheck

_TABLES = re.compile(r"(?<=<!-- tables -->\n).*(?=<!-- end of tables -->)", re.DOTALL)


def with_tables(page: str) -> str:
    """The page with its tables written again, between the comments that mark their place."""
    return _TABLES.sub(lambda _: f"\n{tables()}\n", page)


def tables() -> str:
    """One table for the keys that every check has, then one for each kind."""
    every = [
        row for name, field in DeclaredCheck.model_fields.items() if name not in KINDS for row in _rows(name, field)
    ]
    parts = ["### Every check", _table(every)]
    for kind, model in KINDS.items():
        rows = [row for name, field in model.model_fields.items() for row in _rows(name, field)]
        parts += [f"### {kind}", inspect.getdoc(model) or "", _table(rows)]
    return "\n\n".join(parts) + "\n"


def _rows(name: str, field: FieldInfo) -> Iterator[tuple[str, str, str]]:
    """A key, what it means and its default; then the keys below it."""
    default = "required" if field.is_required() else _shown(field.get_default())
    yield name, (field.description or "").replace("|", "\\|"), default
    for model in (one for one in (field.annotation, *get_args(field.annotation)) if _is_model(one)):
        for below, inner in model.model_fields.items():
            yield from _rows(f"{name}.{below}", inner)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _shown(default: Any) -> str:
    one = default[0] if isinstance(default, list) and len(default) == 1 else default
    return "" if one is None or one in ([], {}) else f"`{one}`"


def _table(rows: list[tuple[str, str, str]]) -> str:
    lines = [f"| `{name}` | {meaning} | {default} |" for name, meaning, default in rows]
    return "\n".join(["| key | | default |", "|---|---|---|", *lines])


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(with_tables(path.read_text(encoding="utf-8")), encoding="utf-8")
