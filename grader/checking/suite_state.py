"""Resets what suites keep in their modules, so that a replay cannot change the grade of the next one.

A live visit has a process of its own, in which every suite is as it was collected. Replays share one.
"""

from __future__ import annotations

import random
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from operator import is_
from pathlib import Path
from types import CellType, FunctionType, ModuleType
from typing import Any

_DEEPEST = 12
"""How deep values may be nested in each other; deeper ones are not reset."""

_PLAIN = (str, bytes, int, float, complex, type(None), type(Ellipsis), range)


class SuiteState:
    """The state of the modules below a folder, as it is now.

    Covered are global variables, and whatever can be reached from them: lists, dicts, sets, attributes of objects and
    classes, default values of functions, caches of `functools`, and random generators.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = f"{folder}/"
        self._resets: list[Callable[[], None]] = []
        self._seen: set[int] = set()
        self._kept: list[object] = []
        modules = list(self._modules())
        self._names = {module.__name__ for module in modules}
        for module in modules:
            self._dict(vars(module))
            for value in list(vars(module).values()):
                self._add(value, 0)
        self._loaded = len(sys.modules)

    def reset(self) -> None:
        """Bring everything back. Modules that were imported since are forgotten, so that they are imported anew."""
        for reset in self._resets:
            reset()
        if len(sys.modules) != self._loaded:
            for module in list(self._modules()):
                if module.__name__ not in self._names:
                    del sys.modules[module.__name__]
            self._loaded = len(sys.modules)

    def _modules(self) -> Iterator[ModuleType]:
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and file.startswith(self._folder) and module.__name__ == name:
                yield module

    def _add(self, value: Any, depth: int) -> None:  # noqa: C901  one branch per kind of value
        if isinstance(value, (*_PLAIN, ModuleType)) or id(value) in self._seen or depth > _DEEPEST:
            return
        self._seen.add(id(value))
        self._kept.append(value)  # so that its id stays its own
        inner: Iterable[Any] = ()
        match value:
            case list() | bytearray():
                self._list(value)
                inner = value if isinstance(value, list) else ()
            case deque():
                self._deque(value)
                inner = list(value)
            case dict():
                self._dict(value)
                inner = list(value.values())
            case set():
                self._set(value)
            case tuple() | frozenset():
                inner = value
            case random.Random():
                state = value.getstate()
                self._resets.append(lambda: value.setstate(state))
            case FunctionType():
                inner = self._function(value)
            case type():
                inner = self._class(value)
            case _ if callable(getattr(value, "cache_clear", None)):
                self._resets.append(value.cache_clear)
                inner = (getattr(value, "__wrapped__", None),)
            case _:
                inner = self._object(value)
        for one in inner:
            self._add(one, depth + 1)

    def _function(self, function: FunctionType) -> Iterable[Any]:
        if not function.__code__.co_filename.startswith(self._folder):
            return ()
        self._dict(function.__dict__)
        return (
            *function.__dict__.values(),
            *(function.__defaults__ or ()),
            *(function.__kwdefaults__ or {}).values(),
            *map(_content, function.__closure__ or ()),
        )

    def _class(self, kind: type) -> Iterable[Any]:
        if kind.__module__ not in self._names:
            return ()
        saved = dict(vars(kind))

        def reset() -> None:
            now = vars(kind)
            for name in [name for name in now if name not in saved]:
                delattr(kind, name)
            for name, value in saved.items():
                if now.get(name) is not value:
                    setattr(kind, name, value)

        self._resets.append(reset)
        return list(saved.values())

    def _object(self, value: Any) -> Iterable[Any]:
        """Its attributes. What objects of other modules refer to is reset only if it is a collection."""
        attributes = getattr(value, "__dict__", None)
        if not isinstance(attributes, dict):
            return ()
        self._dict(attributes)
        inner = list(attributes.values())
        if type(value).__module__ in self._names:
            return inner
        return [one for one in inner if isinstance(one, list | dict | set | deque | FunctionType)]

    def _list(self, value: Any) -> None:
        saved = value[:]

        def reset() -> None:
            if len(value) != len(saved) or not all(map(is_, value, saved)):
                value[:] = saved

        self._resets.append(reset)

    def _deque(self, value: deque[Any]) -> None:
        saved = list(value)

        def reset() -> None:
            if len(value) != len(saved) or not all(map(is_, value, saved)):
                value.clear()
                value.extend(saved)

        self._resets.append(reset)

    def _dict(self, value: dict[Any, Any]) -> None:
        saved = dict(value)

        def reset() -> None:
            if list(value) != list(saved) or not all(map(is_, value.values(), saved.values())):
                for key in [key for key in value if key not in saved]:
                    del value[key]
                value.update(saved)

        self._resets.append(reset)

    def _set(self, value: set[Any]) -> None:
        saved = set(value)

        def reset() -> None:
            if value != saved:
                value.clear()
                value.update(saved)

        self._resets.append(reset)


def _content(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # it is empty
        return None
