"""The Engine's answers as dictionaries and lists that note which of their values are read.

To a check they are ordinary dictionaries and lists. What they hold is wrapped when it is first reached, so that a large
answer costs no more than the part of it that is read. Noted are values that hold no others, lists of such values, and
of anything else what asks for all of it: its keys, its length, whether it equals something.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, SupportsIndex, cast

from grader.checks.reads import Place

Log = dict[Place, None]

_MISSING = object()


def traced(answer: Any, log: Log, fact: int) -> Any:
    """The answer with this index among the facts; what is read of it is noted in `log`."""
    log[(fact,)] = None
    return _wrapped(answer, log, (fact,))


def _wrapped(value: Any, log: Log, at: Place) -> Any:
    """The value, traced if it holds others that can be noted by themselves."""
    if type(value) is dict and value:
        return TracedDict(value, log, at)
    if type(value) is list and any(type(one) is dict or type(one) is list for one in value):
        return TracedList(value, log, at)
    return value


class TracedDict(dict[str, Any]):
    """A JSON object of an answer."""

    __slots__ = ("_at", "_lazy", "_log")
    __hash__ = None

    def __init__(self, value: dict[str, Any], log: Log, at: Place) -> None:
        super().__init__(value)
        self._log = log
        self._at = at
        self._lazy = True

    def __getitem__(self, key: str, /) -> Any:
        value = self.get(key, _MISSING)
        if value is _MISSING:
            raise KeyError(key)
        return value

    def get(self, key: str, default: Any = None, /) -> Any:
        value = dict.get(self, key, _MISSING)
        kind = type(value)
        if kind is TracedDict or kind is TracedList:
            return value
        at = (*self._at, key)
        if self._lazy and (kind is dict or kind is list):
            inner = _wrapped(value, self._log, at)
            if inner is not value:
                dict.__setitem__(self, key, inner)
                return inner
        self._log[at] = None
        return default if value is _MISSING else value

    def __contains__(self, key: object, /) -> bool:
        found = dict.__contains__(self, key)
        self._log[(*self._at, cast("str", key))] = None
        return found

    def __bool__(self) -> bool:
        return dict.__len__(self) > 0

    def __reduce_ex__(self, _protocol: SupportsIndex) -> tuple[Any, ...]:
        return dict, (dict.copy(self),)

    def _whole(self) -> None:
        self._log[self._at] = None
        self._unwrapped()

    def _unwrapped(self) -> None:
        """Wrap all values that are not yet, before somebody reaches them in another way, or adds other values."""
        if self._lazy:
            self._lazy = False
            for key, value in dict.items(self):
                dict.__setitem__(self, key, _wrapped(value, self._log, (*self._at, key)))


class TracedList(list[Any]):
    """A JSON array of an answer that holds objects or arrays."""

    __slots__ = ("_at", "_lazy", "_log")
    __hash__ = None

    def __init__(self, value: list[Any], log: Log, at: Place) -> None:
        super().__init__(value)
        self._log = log
        self._at = at
        self._lazy = True

    def __bool__(self) -> bool:
        return list.__len__(self) > 0

    def __reduce_ex__(self, _protocol: SupportsIndex) -> tuple[Any, ...]:
        return list, (list.copy(self),)

    def _whole(self) -> None:
        self._log[self._at] = None
        self._unwrapped()

    def _unwrapped(self) -> None:
        """As that of `TracedDict`."""
        if self._lazy:
            self._lazy = False
            for position, value in enumerate(list.copy(self)):
                list.__setitem__(self, position, _wrapped(value, self._log, (*self._at, position)))


def _after(method: str, first: Callable[[Any], None], kind: type) -> Callable[..., Any]:
    plain = getattr(kind, method)

    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        first(self)
        return plain(self, *args, **kwargs)

    wrapper.__name__ = wrapper.__qualname__ = method
    return wrapper


# What asks for the whole, what reaches single values of a list, and what changes either.
_WHOLE = ("__len__", "__eq__", "__ne__", "__repr__", "__reversed__", "copy")
_WHOLE_DICT = ("__iter__", "keys", "values", "items", "__or__", "__ror__", "pop", "popitem")
_WHOLE_LIST = ("__contains__", "__lt__", "__le__", "__gt__", "__ge__", "__add__", "__mul__", "__rmul__", "count")
_REACHED = ("__getitem__", "__iter__", "index", "pop")
_CHANGED_DICT = ("__setitem__", "__delitem__", "__ior__", "clear", "setdefault", "update")
_CHANGED_LIST = (
    *("__setitem__", "__delitem__", "__iadd__", "__imul__", "append", "clear", "extend", "insert", "remove"),
    *("reverse", "sort"),
)

for _method in (*_WHOLE, *_WHOLE_DICT):
    setattr(TracedDict, _method, _after(_method, TracedDict._whole, dict))  # noqa: SLF001
for _method in (*_WHOLE, *_WHOLE_LIST):
    setattr(TracedList, _method, _after(_method, TracedList._whole, list))  # noqa: SLF001
for _method in _CHANGED_DICT:
    setattr(TracedDict, _method, _after(_method, TracedDict._unwrapped, dict))  # noqa: SLF001
for _method in (*_REACHED, *_CHANGED_LIST):
    setattr(TracedList, _method, _after(_method, TracedList._unwrapped, list))  # noqa: SLF001
