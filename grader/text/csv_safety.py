"""CSV that is safe to open in a spreadsheet: no text from a student's host is run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from grader.text.clean import one_line

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def to_csv(rows: Iterable[Iterable[str]], *, bom: bool = False) -> str:
    """Rows as RFC 4180 CSV with safe cells; lines end with LF.

    Args:
        rows: The cells of each row.
        bom: Whether to begin with a byte order mark, without which Excel does not read UTF-8.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([safe_cell(cell) for cell in row] for row in rows)
    return (_BOM if bom else "") + text.getvalue()


def safe_cell(text: str) -> str:
    """The text on one line, with an apostrophe before what a spreadsheet would take for a formula."""
    shown = one_line(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
