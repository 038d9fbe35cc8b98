"""What a suite's source shows without running it: its checks, their titles, needs and reasons.

A suite is a file in Python or a checks.yml. What a checks.yml says is read here as far as it can be; `read_checks_file`
requires that it is right.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.course.files import text_of
from grader.course.yaml_file import YamlFile
from grader.errors import CourseError

# The position of the argument that is the reason.
_CONCLUSIONS = {"fail": 0, "passed": 0, "partial": 1}

_Calls = Sequence[tuple[str, ast.Call]]
"""Calls of functions, each with the function's name."""


@dataclass(frozen=True, slots=True)
class CheckSource:
    """One check of a suite's source. `line` is where it starts, from 1."""

    id: str
    title: str
    needs: tuple[str, ...]
    line: int
    path: Path = field(default=Path(), compare=False)

    @property
    def where(self) -> str:
        """Its place for an author: the file and the line."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class SuiteSource:
    """A suite's source."""

    checks: tuple[CheckSource, ...]
    reasons: frozenset[str]
    """Every reason that the suite can give, in checks and in helpers."""
    values: frozenset[str] = frozenset()
    """The names of all values that it gives for sentences."""
    blocking: frozenset[str] = frozenset()
    """Every check that the suite names in a call of `blocked`."""


def read_checks(path: Path) -> tuple[CheckSource, ...]:
    """Read the checks of a suite.

    Raises:
        CourseError: The file is missing or is not valid Python or YAML.
    """
    return _declared(path) if path.suffix == ".yml" else _checks(parsed(path), path)


def read_suite(path: Path) -> SuiteSource:
    """Read a suite: its checks, and the reasons and values that they can give.

    Raises:
        CourseError: The file is missing or is not valid Python or YAML.
    """
    if path.suffix == ".yml":
        return SuiteSource(_declared(path), frozenset())
    tree = parsed(path)
    calls = _calls(tree)
    reasons = frozenset(reason for reason, _ in _concluding(calls))
    return SuiteSource(_checks(tree, path), reasons, frozenset(_values(calls)), frozenset(_blocking(calls)))


def conclusions(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """The calls in a suite in Python that conclude a check with a reason that the source shows, each with the reason.

    Raises:
        CourseError: The file is missing or is not valid Python.
    """
    yield from _concluding(_calls(parsed(path)))


def _calls(tree: ast.Module) -> _Calls:
    return [(n.func.id, n) for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]


def parsed(path: Path) -> ast.Module:
    """The source of a suite, or of a module beside it.

    Raises:
        CourseError: The file is missing or is not valid Python.
    """
    text = text_of(path)
    try:
        return ast.parse(text, str(path))
    except (SyntaxError, ValueError) as error:
        line, why = getattr(error, "lineno", None) or 1, getattr(error, "msg", error)
        raise CourseError(
            "{path}:{line}: {why}.", next_step="Fix the Python on that line.", path=path, line=line, why=why
        ) from error


def _declared(path: Path) -> tuple[CheckSource, ...]:
    file = YamlFile(path, text_of(path))
    checks = _mapping(_mapping(file.values()).get("checks"))
    return tuple(
        CheckSource(
            str(name), _first_paragraph(check.get("title")), _texts(check), file.line(("checks", str(name))), path
        )
        for name, check in ((name, _mapping(check)) for name, check in checks.items())
    )


def _mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _texts(check: dict[Any, Any]) -> tuple[str, ...]:
    needs = check.get("needs")
    return tuple(map(str, needs)) if isinstance(needs, list) else ()


def _checks(tree: ast.Module, path: Path) -> tuple[CheckSource, ...]:
    return tuple(
        _check(node, path) for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def _check(node: ast.FunctionDef, path: Path) -> CheckSource:
    title = _first_paragraph(ast.get_docstring(node))
    return CheckSource(node.name.removeprefix("test_").replace("_", "-"), title, _needs(node), node.lineno, path)


def _first_paragraph(text: object) -> str:
    """The title in a docstring: its first paragraph, in one line and without a full stop."""
    return " ".join(str(text or "").strip().split("\n\n")[0].split()).rstrip(".")


def _needs(node: ast.FunctionDef) -> tuple[str, ...]:
    marks = [
        d
        for d in node.decorator_list
        if isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute) and d.func.attr == "needs"
    ]
    return tuple(a.value for d in marks for a in d.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def _concluding(calls: _Calls) -> Iterator[tuple[str, ast.Call]]:
    for name, call in calls:
        at = _CONCLUSIONS.get(name, len(call.args))
        if len(call.args) > at and isinstance(word := call.args[at], ast.Constant) and isinstance(word.value, str):
            yield word.value, call


def _values(calls: _Calls) -> Iterator[str]:
    for name, call in calls:
        if name in _CONCLUSIONS:
            yield from (keyword.arg for keyword in call.keywords if keyword.arg)


def _blocking(calls: _Calls) -> Iterator[str]:
    for name, call in calls:
        if name == "blocked":
            words = (node for argument in call.args for node in ast.walk(argument))
            yield from (w.value for w in words if isinstance(w, ast.Constant) and isinstance(w.value, str))
