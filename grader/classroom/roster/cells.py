"""Rows of a table, and the text of a cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

FORMULA = ("=", "+", "-", "@")
_EXCEL_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record, and the line of the file where it begins or its row in the sheet."""

    line: int
    cells: tuple[str, ...]


def cell(text: str) -> str:
    """The text of a cell in composed, visible characters, without the protection against spreadsheet formulas."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip()
    protected = _EXCEL_TEXT.fullmatch(text)
    if protected:
        text = protected[1].strip()
    return text[1:].strip() if text.startswith("'") and text[1:].startswith(FORMULA) else text
