"""Finds what the checks of a suite keep from one call to the next: changed variables of the module, and caches.

Seen are changes by assignment, by the usual methods of lists, dicts and sets, and by `next` and `setattr`. What another
function does with a variable that it is given is not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from grader.course.source import parsed

_CHANGES = frozenset(
    {
        *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "reverse"),
        *("setdefault", "sort", "update"),
    }
)
"""Methods that change a list, a dict, a set or a deque."""
_CACHES = frozenset(("cache", "lru_cache"))


def shared_state(suite: Path) -> Iterator[str]:
    """One line for each variable of the module that a function changes, each cache, and each changed default."""
    tree = parsed(suite)
    names = {name for node in tree.body for name in _assigned(node)}
    holders = {name for node in tree.body for name in _holding(node)}
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]:
        if any(_last_name(one) in _CACHES for one in function.decorator_list):
            yield (
                f"{suite}:{function.lineno}: {function.name} has a cache, which lasts for a whole visit: "
                'use a fixture with scope="module"'
            )
        for line, name in sorted(_changed(function, names, holders)):
            yield (
                f"{suite}:{line}: {function.name} changes {name}, a variable of the module, which other checks see: "
                "use a fixture"
            )
        for line, name in sorted(_changed(function, _mutable_defaults(function), set(), arguments=False)):
            yield (
                f"{suite}:{line}: {function.name} changes the default value of {name}, which the next call sees: "
                "make it in the function"
            )


def _assigned(node: ast.stmt) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    for target in targets:
        yield from (one.id for one in ast.walk(target) if isinstance(one, ast.Name))


def _holding(node: ast.stmt) -> Iterator[str]:
    """Modules, classes and functions, whose attributes may be changed."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((one.asname or one.name).partition(".")[0] for one in node.names)
    elif isinstance(node, ast.ClassDef | ast.FunctionDef):
        yield node.name


def _mutable_defaults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The arguments whose default value is a list, a dict or a set."""
    every = function.args
    plain = [*every.posonlyargs, *every.args]
    pairs = [*zip(plain[len(plain) - len(every.defaults) :], every.defaults, strict=True)]
    pairs += [(one, value) for one, value in zip(every.kwonlyargs, every.kw_defaults, strict=True) if value]
    return {one.arg for one, value in pairs if isinstance(value, ast.List | ast.Dict | ast.Set)}


def _changed(
    function: ast.FunctionDef | ast.AsyncFunctionDef, names: set[str], holders: set[str], *, arguments: bool = True
) -> set[tuple[int, str]]:
    """The lines that change one of these variables, or an attribute of one of these holders.

    With `arguments`, the function's own arguments are other variables than those of the same name outside.
    """
    declared = {
        name for node in ast.walk(function) if isinstance(node, ast.Global) and arguments for name in node.names
    }
    own = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)} if arguments else set()
    own |= {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} - declared
    found: set[tuple[int, str]] = set()
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if name in declared:
                found.add((node.lineno, name))
            case ast.Call(func=ast.Attribute(value=target, attr=method)) if method in _CHANGES:
                found |= _of(target, names - own, holders - own)
            case ast.Call(func=ast.Name(id="next" | "setattr" | "delattr"), args=[target, *_]):
                found |= _of(target, (names | holders) - own, set())
            case ast.Subscript(value=target, ctx=ast.Store() | ast.Del()):
                found |= _of(target, names - own, holders - own)
            case ast.Attribute(value=target, ctx=ast.Store() | ast.Del()):
                found |= _of(target, (names | holders) - own, set())
            case _:
                pass
    return found


def _of(target: ast.expr, names: set[str], holders: set[str]) -> set[tuple[int, str]]:
    """The variable of the module that an expression such as `SEEN["a"].b` leads into; of a holder, its attribute."""
    inside = isinstance(target, ast.Subscript | ast.Attribute)
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    known = names | holders if inside else names
    return {(target.lineno, target.id)} if isinstance(target, ast.Name) and target.id in known else set()


def _last_name(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
