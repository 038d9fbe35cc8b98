"""Finds the header line, and what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.classroom.roster.columns import Column, meanings, recognize

FURTHEST = 30
"""The number of rows that are searched: titles, the course and its teacher may come before the header line."""
WHO = frozenset({"id", "username", "email"})
"""The meanings that can identify a student."""


def header_at(rows: Sequence[Sequence[str]]) -> int:
    """The index of the header line; 0 if no row looks like one."""
    found = [meanings(cells) for cells in rows[:FURTHEST]]
    likely = (
        [bool(one & WHO) and len(one) > 1 for one in found],
        ["id" in one for one in found],
        [len(one) > 1 for one in found],
    )
    return next((one.index(True) for one in likely if True in one), 0)


def fit(rows: Sequence[Sequence[str]]) -> int:
    """The number of known columns in the row that has most of them."""
    return max((len(meanings(cells)) for cells in rows[:FURTHEST]), default=0)


def identified(header: Sequence[str]) -> tuple[tuple[Column, ...], list[str]]:
    """The columns, without repeated headers and with one as the ID, and notes on how they were chosen."""
    notes = []
    columns: list[Column] = []
    for column in recognize(header):
        if column.meaning or column.header not in [one.header for one in columns]:
            columns.append(column)
        else:
            notes.append(f"column “{column.header}” occurs twice; the first one is used")
    found = [one.meaning for one in columns]
    if "id" not in found:
        for stand_in in ("username", "email"):
            if stand_in in found:
                source = columns[found.index(stand_in)]
                notes.append(f"there is no column for the student ID, so “{source.header}” is used")
                columns.insert(0, replace(source, meaning="id"))
                break
    return tuple(columns), notes
