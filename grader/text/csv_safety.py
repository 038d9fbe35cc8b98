"""CSV that every spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from grader.text.clean import one_line

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def sheet(lines: Iterable[Iterable[str]], *, bom: bool = False) -> str:
    """RFC 4180 quoting, lines ended by LF, and no cell that a spreadsheet takes for a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([cell(one) for one in line] for line in lines)
    return (_BOM if bom else "") + text.getvalue()


def cell(text: str) -> str:
    """A text as a cell of a sheet."""
    shown = one_line(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
