"""Names that a suite imports or uses and that are not defined: a check that comes to one ends as an error."""

from __future__ import annotations

import ast
import builtins
import importlib
from collections.abc import Iterator

from grader.authoring.misspelt import hint
from grader.course.exercise import Exercise
from grader.course.source import parsed

_OF_MODULES = frozenset({*vars(builtins), "__file__", "__name__", "__doc__"})


def undefined_names(exercise: Exercise) -> Iterator[str]:
    """One line for each name that the grader's modules do not have, and each that the suite does not define.

    A name that is defined in one place counts everywhere in the suite. Beside a wrong import, nothing else is named.
    """
    suite = exercise.suite
    tree = parsed(suite)
    absent = list(_imported(tree))
    for line, module, name, known in absent:
        yield f"{suite}:{line}: {module} has no {name}{hint(name, known)}"
    if absent or any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)):
        return
    defined = set(_defined(tree))
    for line, name in sorted({(line, name) for line, name in _used(tree) if name not in defined | _OF_MODULES}):
        yield f"{suite}:{line}: {name} is not defined{hint(name, sorted(defined))}"


def _imported(tree: ast.Module) -> Iterator[tuple[int, str, str, list[str]]]:
    """What is imported from the grader and is not there: the line, the module, the name, and the names that it has."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.level or not f"{node.module}.".startswith("grader."):
            continue
        module = str(node.module)
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError:
            package, _, name = module.rpartition(".")
            yield node.lineno, package, name, []
            continue
        known = [name for name in vars(found) if not name.startswith("_")]
        yield from ((node.lineno, module, one.name, known) for one in node.names if not _is_in(found, one.name))


def _is_in(module: object, name: str) -> bool:
    """Whether `from module import name` works; a module of a package also counts."""
    if name == "*" or hasattr(module, name):
        return True
    try:
        importlib.import_module(f"{getattr(module, '__name__', '')}.{name}")
    except ModuleNotFoundError:
        return False
    return True


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name.split(".")[0]
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(name)):
                yield name
            case _:  # def first[T](…), from Python 3.12 on
                yield from (one.name for one in getattr(node, "type_params", []))


def _used(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.lineno, node.id
