"""Finds a change of records that an instructor refers to."""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import UsageError
from grader.records.entries import Change


def find_change(changes: Sequence[Change], name: str, class_words: str) -> Change:
    """The change with this ID or this beginning of an ID; without a name, the last one that was not undone.

    `class_words` name the class in a shell command.

    Raises:
        UsageError: there is no such change, or more than one.
    """
    if not name:
        open_ = [one for one in changes if one.kind != "undo" and one.reverted_by is None]
        if not open_:
            raise UsageError(
                "There is nothing to undo.",
                next_step="To list changes, run: grader history {words} STUDENT",
                words=class_words,
            )
        return open_[-1]
    found = [one for one in changes if one.id.startswith(name.lower())]
    if len(found) != 1:
        raise UsageError(
            "More than one change begins with {name}." if found else "There is no change {name}.",
            next_step="The last changes are: {changes}.",
            name=name,
            changes=", ".join(f"{one.id[:8]} ({one.kind})" for one in changes[-5:]) or "none",
        )
    return found[0]
