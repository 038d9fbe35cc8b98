"""What a text must contain, as an author writes it: as goss has it, text, `/regex/`, and either with `!` in front."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from grader.message import InvalidValue

_ESCAPED = re.compile(r"\\+[!/]")
"""The beginning of plain text that begins with `!` or `/`; one backslash does not belong to it."""


@dataclass(frozen=True, slots=True)
class WantedText:
    """One thing that a text must contain, or must not contain."""

    shown: str
    """The text, or the regular expression between slashes."""
    regex: re.Pattern[str]
    is_absent: bool
    """Whether the text must not contain it."""

    def fits(self, text: str) -> bool:
        """Whether the text is as it should be."""
        return bool(self.regex.search(text)) is not self.is_absent


def wanted_text(written: str) -> WantedText:
    r"""Read a pattern: text, or a regular expression between slashes, in which `^` and `$` are the ends of lines.

    With `!` in front, the text must not contain it. A backslash in front makes `!` or `/` the beginning of plain text.

    Raises:
        InvalidValue: The regular expression is not valid.
    """
    sign, body = _parts(written)
    plain = body[1:] if _ESCAPED.match(body) else body
    try:
        regex = re.compile(body[1:-1] if _is_regex(body) else re.escape(plain), re.MULTILINE)
    except re.error as error:
        raise InvalidValue("{found} is not a valid regular expression ({why})", found=body, why=error) from error
    return WantedText(plain, regex, bool(sign))


def filled_pattern(written: str, fill: Callable[[str, Callable[[str], str]], str]) -> str:
    """Put values into a pattern, whose characters have no special meaning in it.

    Args:
        written: The pattern, with the names of the values.
        fill: Returns a text with the values in place of the names, each as the function makes it.
    """
    sign, body = _parts(written)
    if _is_regex(body):
        return f"{sign}/{fill(body[1:-1], re.escape)}/"
    text = fill(body, str)
    is_special = text.startswith("!") or _is_regex(text) or _ESCAPED.match(text)
    return f"{sign}\\{text}" if is_special and not _ESCAPED.match(body) else f"{sign}{text}"


def _parts(written: str) -> tuple[str, str]:
    """The `!` in front, if there is one, and what follows it."""
    body = written.removeprefix("!")
    return written[: len(written) - len(body)], body


def _is_regex(body: str) -> bool:
    return len(body) > 2 and body.startswith("/") and body.endswith("/")
