"""The names that a suite uses and that must exist elsewhere: fixtures, markers and parameters.

Only what the source shows is seen: a name that the suite computes is not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from grader.authoring.misspelt import hint
from grader.checks.fixtures import Fixtures
from grader.course.exercise import Exercise
from grader.course.source import parsed

FIXTURES = frozenset(name for name in vars(Fixtures) if not name.startswith("_")) - {"enter"}
"""The grader's own fixtures."""

_OF_PYTEST = frozenset(
    {
        *("request", "pytestconfig", "monkeypatch", "recwarn", "tmp_path", "tmp_path_factory"),
        *("capsys", "capfd", "capsysbinary", "capfdbinary"),
    }
)
_MARKERS = frozenset({"needs", "limit", "filterwarnings", "parametrize", "usefixtures", "skip", "skipif", "xfail"})

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def unknown_names(exercise: Exercise) -> Iterator[str]:
    """One line for each fixture, marker and parameter that does not exist."""
    suite = exercise.suite
    tree = parsed(suite)
    fixtures = {*FIXTURES, *_OF_PYTEST, *_provided(tree), *_of_conftests(suite)}
    for line, name, fixture in sorted(set(_asked(tree))):
        if fixture not in fixtures:
            yield f"{suite}:{line}: {name} asks for {fixture}, which is not a fixture{hint(fixture, sorted(fixtures))}"
    for node in (one for one in ast.walk(tree) if isinstance(one, ast.expr)):
        marker = _marker(node)
        if marker and marker not in _MARKERS:
            yield f"{suite}:{node.lineno}: {marker} is not a marker{hint(marker, sorted(_MARKERS))}"
    declared = exercise.file.params
    for line, name in sorted(set(_read(tree))):
        if name not in declared:
            yield f"{suite}:{line}: exercise.yml has no parameter {name}{hint(name, declared)}"


def _asked(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """The fixtures that checks and fixtures ask for: the line, the function and the fixture."""
    for function in [node for node in tree.body if isinstance(node, _Function)]:
        if not function.name.startswith("test_") and not _fixture_name(function):
            continue
        own = set(_parametrized(function))
        every = function.args
        plain = [*every.posonlyargs, *every.args]
        required = [*plain[: len(plain) - len(every.defaults)]]
        required += [one for one, value in zip(every.kwonlyargs, every.kw_defaults, strict=True) if value is None]
        yield from ((one.lineno, function.name, one.arg) for one in required if one.arg not in own)
        for mark in _marks(function, "usefixtures"):
            yield from ((mark.lineno, function.name, word) for word in _words(mark.args))


def _provided(tree: ast.Module) -> Iterator[str]:
    """The fixtures that a module defines, and whatever it imports: that may be one."""
    for node in ast.walk(tree):
        if isinstance(node, _Function):
            yield from filter(None, [_fixture_name(node)])
        elif isinstance(node, ast.ImportFrom):
            yield from (one.asname or one.name for one in node.names)


def _of_conftests(suite: Path) -> Iterator[str]:
    """The fixtures of the exercise's conftest.py, and of the one for all exercises."""
    for folder in (suite.parent, suite.parent.parent):
        path = folder / "conftest.py"
        if path.is_file():
            yield from _provided(parsed(path))


def _fixture_name(function: _Function) -> str:
    """The name of the fixture that a function defines; empty if it defines none."""
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == "fixture":
            keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
            given = [word for one in keywords if one.arg == "name" for word in _words([one.value])]
            return given[0] if given else function.name
    return ""


def _parametrized(function: _Function) -> Iterator[str]:
    for mark in _marks(function, "parametrize"):
        for word in _words(mark.args[:1]):
            yield from (one.strip() for one in word.split(","))


def _marks(function: _Function, name: str) -> list[ast.Call]:
    return [one for one in function.decorator_list if isinstance(one, ast.Call) and _marker(one.func) == name]


def _marker(node: ast.AST) -> str:
    """The name of a marker: `needs` in `pytest.mark.needs`."""
    match node:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="pytest"), attr="mark"), attr=name):
            return name
        case _:
            return ""


def _read(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The parameters that are read with their names: `param["subnet"]` and `param.get("subnet")`."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Name(id="param"), slice=ast.Constant(value=str(name))):
                yield node.lineno, name
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="param"), attr="get"), args=[ast.Constant(value=str(name)), *_]
            ):
                yield node.lineno, name
            case _:
                pass


def _words(nodes: list[ast.expr]) -> Iterator[str]:
    """The texts in these expressions, also in lists and tuples."""
    for node in nodes:
        yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))
