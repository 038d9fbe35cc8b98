"""What Brightspace and Blackboard say of the files that they import, restated as strict readers.

Sources: Brightspace, “Importing grades” (community.d2l.com, knowledge base 3538); Blackboard, “Uploading or Downloading
Grade Center Items for Working Offline” (library.blackboard.com). Their code is not public, and neither was run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

_NUMBER = re.compile(r"\d+([.,]\d+)?")


def _scores(rows: list[list[str]], key: int, items: dict[int, str]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for row in rows:
        assert row[key], "a row without a key"
        for at, item in items.items():
            if row[at]:
                assert _NUMBER.fullmatch(row[at]), f"{row[at]} is not a number"
                assert (row[key], item) not in found, "a student has two rows"
                found[row[key], item] = float(row[at].replace(",", "."))
    return found


def imported_brightspace(data: bytes, key: str = "OrgDefinedId") -> dict[tuple[str, str], float]:
    """The scores by student and grade item."""
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8").removeprefix("\ufeff")), strict=True)
    assert {len(row) for row in rows} <= {len(header)}
    assert header[-1] == "End-of-Line Indicator"
    assert {row[-1] for row in rows} <= {"#"}
    named = ((at, re.fullmatch(r"(.+) Points Grade( <.*>)?", one)) for at, one in enumerate(header))
    items = {at: one[1] for at, one in named if one}
    assert len(set(items.values())) == len(items)
    plain = [[cell.removeprefix("#") for cell in row] for row in rows]
    return _scores(plain, header.index(key), items)


def imported_blackboard(data: bytes, encoding: str, separator: str) -> dict[tuple[str, str], float]:
    """The scores by username and number of the column. Columns without a number would become columns of text."""
    text = data.decode(encoding).removeprefix("\ufeff")
    header, *rows = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    assert {len(row) for row in rows} <= {len(header)}
    if separator == ",":
        assert all(cell.startswith('"') and cell.endswith('"') for cell in _raw_cells(text)), "a cell is not quoted"
    numbered = ((at, re.search(r"\|(\d+)$", one)) for at, one in enumerate(header))
    items = {at: one[1] for at, one in numbered if one}
    return _scores(rows, header.index("Username"), items)


def _raw_cells(text: str) -> Iterator[str]:
    """Cells with their quotes."""
    for found in re.finditer(r'((?:"(?:[^"]|"")*")|[^,\r\n]*)(,|\r?\n|\Z)', text):
        if found[0]:
            yield found[1]
