"""CSV that is safe to open in a spreadsheet: no text from a student's host is run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from grader.text.clean import one_line

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class CsvLayout:
    """How a reader wants its CSV."""

    separator: str = ","
    decimal: str = "."
    """The decimal separator of numbers."""
    bom: bool = False
    """Whether to begin with a byte order mark, without which Excel does not read UTF-8."""

    def points(self, points: float | None) -> str:
        """Points with two decimals; empty if there are none."""
        return "" if points is None else f"{points:z.2f}".replace(".", self.decimal)


STANDARD = CsvLayout()
"""What most readers want: commas, decimal points, UTF-8 without a mark."""


def to_csv(rows: Iterable[Iterable[str]], layout: CsvLayout = STANDARD) -> str:
    """Rows as RFC 4180 CSV with safe cells; lines end with LF.

    Args:
        rows: The cells of each row.
        layout: What the reader wants.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", delimiter=layout.separator)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return (_BOM if layout.bom else "") + text.getvalue()


def safe_cell(text: str) -> str:
    """The text on one line, with an apostrophe before what a spreadsheet would take for a formula."""
    shown = one_line(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
