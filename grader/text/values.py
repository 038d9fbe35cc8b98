"""Shows values to readers: what a check saw and expected, points and counts."""

from __future__ import annotations

from itertools import islice

from pydantic import JsonValue

from grader.i18n.catalogue import translator
from grader.text.clean import truncate, visible

_DEPTH = 4
_ITEMS = 20


def show(value: JsonValue, language: str, limit: int = 400) -> str:
    """A value in the reader's language, without quotes and braces, in at most `limit` characters: `yes`, `port: 80`."""
    return truncate(_show(value, language, limit, _DEPTH), limit)


def _show(value: JsonValue, language: str, limit: int, depth: int) -> str:
    _ = translator(language)
    if value is None or value in ([], {}):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        # A host may say much, and only the beginning is shown: clean no more than that.
        text = visible(value[: limit * 4], limit)
        return text if text.strip() else _("empty text")
    if isinstance(value, list | dict):
        return _several(value, language, limit, depth) if depth else "…"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _several(value: list[JsonValue] | dict[str, JsonValue], language: str, limit: int, depth: int) -> str:
    _ = translator(language)
    shown = []
    for item in islice(value, _ITEMS):
        if isinstance(value, dict):
            key = str(item)
            shown.append(f"{visible(key, limit)}: {_show(value[key], language, limit, depth - 1)}")
        else:
            shown.append(_show(item, language, limit, depth - 1))
    if len(value) > _ITEMS:
        shown.append(_("and {n} more").format(n=len(value) - _ITEMS))
    return ", ".join(shown) if depth == _DEPTH else f"({', '.join(shown)})"


def number(value: float) -> str:
    """A number with at most two decimals: `10`, `7.5`, `33.33`."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def quantity(count: float, noun: str, plural: str = "") -> str:
    """A number with its noun in English: `1 student`, `0 students`, `2.5 points`."""
    return f"{number(count)} {noun if count == 1 else plural or f'{noun}s'}"


def points(earned: float | None, of: float) -> str:
    """Points as `7.5/10`, with a question mark for points that could not be determined."""
    return f"{'?' if earned is None else number(earned)}/{number(of)}"
