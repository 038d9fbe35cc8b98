"""Finds what the checks of a suite keep from one call to the next: changed variables of the module, and caches."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_CHANGES = frozenset(
    {
        *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "reverse"),
        *("setdefault", "sort", "update"),
    }
)
"""Methods that change a list, a dict, a set or a deque."""
_CACHES = frozenset(("cache", "lru_cache"))


def shared_state(suite: Path) -> Iterator[str]:
    """One line for each variable of the module that a function changes, and for each cache."""
    tree = ast.parse(suite.read_text(encoding="utf-8"))
    names = {name for node in tree.body for name in _assigned(node)}
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]:
        if any(_last_name(one) in _CACHES for one in function.decorator_list):
            yield (
                f"{suite}:{function.lineno}: {function.name} has a cache, which lasts for a whole visit: "
                'use a fixture with scope="module"'
            )
        for line, name in sorted(_changed(function, names)):
            yield (
                f"{suite}:{line}: {function.name} changes {name}, a variable of the module, which other checks see: "
                "use a fixture"
            )


def _assigned(node: ast.stmt) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    for target in targets:
        yield from (one.id for one in ast.walk(target) if isinstance(one, ast.Name))


def _changed(function: ast.FunctionDef | ast.AsyncFunctionDef, names: set[str]) -> set[tuple[int, str]]:
    declared = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
    own = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    own |= {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} - declared
    found: set[tuple[int, str]] = set()
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if name in declared:
                found.add((node.lineno, name))
            case ast.Call(func=ast.Attribute(value=target, attr=method)) if method in _CHANGES:
                found |= _of(target, names - own)
            case ast.Subscript(value=target, ctx=ast.Store() | ast.Del()):
                found |= _of(target, names - own)
            case ast.Attribute(value=target, ctx=ast.Store() | ast.Del()):
                found |= _of(target, names - own)
            case _:
                pass
    return found


def _of(target: ast.expr, names: set[str]) -> set[tuple[int, str]]:
    """The variable of the module that an expression such as `SEEN["a"].b` leads into."""
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    return {(target.lineno, target.id)} if isinstance(target, ast.Name) and target.id in names else set()


def _last_name(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
