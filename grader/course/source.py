"""What a suite's source tells without running it: its checks, their titles, needs and reasons."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.course.files import text_of
from grader.errors import CourseError

# Which argument names the reason.
_VERBS = {"fail": 0, "passed": 0, "partial": 1}


@dataclass(frozen=True, slots=True)
class CheckSource:
    """One check as its author wrote it."""

    id: str
    title: str
    needs: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class SuiteSource:
    """A whole suite."""

    checks: tuple[CheckSource, ...]
    reasons: frozenset[str]
    """Every reason that the suite can give, wherever it stands."""
    values: frozenset[str] = frozenset()
    """The names of the values that it gives with them."""
    blocking: frozenset[str] = frozenset()
    """Every check that the suite can name as blocking another one."""


def read_suite(path: Path) -> SuiteSource:
    """Read a suite's source.

    Raises:
        CourseError: it is missing, or is not Python.
    """
    text = text_of(path)
    try:
        tree = ast.parse(text, str(path))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise CourseError(f"{path}:{line}: {error}.", next_step="Mend the Python there.") from error
    checks = tuple(
        _check(node) for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )
    return SuiteSource(checks, frozenset(_reasons(tree)), frozenset(_values(tree)), frozenset(_blocking(tree)))


def _check(node: ast.FunctionDef) -> CheckSource:
    doc = (ast.get_docstring(node) or "").strip()
    title = " ".join(doc.split("\n\n")[0].split()).rstrip(".")
    return CheckSource(node.name.removeprefix("test_").replace("_", "-"), title, _needs(node), node.lineno)


def _needs(node: ast.FunctionDef) -> tuple[str, ...]:
    marks = [
        d
        for d in node.decorator_list
        if isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute) and d.func.attr == "needs"
    ]
    return tuple(a.value for d in marks for a in d.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def _reasons(tree: ast.Module) -> Iterator[str]:
    for verb, at in _VERBS.items():
        for call in _calls(tree, verb):
            if len(call.args) > at and isinstance(word := call.args[at], ast.Constant) and isinstance(word.value, str):
                yield word.value


def _values(tree: ast.Module) -> Iterator[str]:
    for verb in _VERBS:
        for call in _calls(tree, verb):
            yield from (keyword.arg for keyword in call.keywords if keyword.arg)


def _blocking(tree: ast.Module) -> Iterator[str]:
    for call in _calls(tree, "blocked"):
        for word in (node for argument in call.args for node in ast.walk(argument)):
            if isinstance(word, ast.Constant) and isinstance(word.value, str):
                yield word.value


def _calls(tree: ast.Module, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node
