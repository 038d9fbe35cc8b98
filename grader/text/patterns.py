"""What a text must contain, as an author writes it: as goss has it, text, `/regex/`, and either with `!` in front."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.message import InvalidValue


@dataclass(frozen=True, slots=True)
class WantedText:
    """One thing that a text must contain, or must not contain."""

    written: str
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
    is_absent = written.startswith("!")
    text = written.removeprefix("!") if is_absent else written
    is_regex = len(text) > 2 and text.startswith("/") and text.endswith("/")
    plain = text[1:] if text.startswith(("\\!", "\\/")) else text
    try:
        regex = re.compile(text[1:-1] if is_regex else re.escape(plain), re.MULTILINE)
    except re.error as error:
        raise InvalidValue("{found} is not a valid regular expression ({why})", found=text, why=error) from error
    return WantedText(written, regex, is_absent)
