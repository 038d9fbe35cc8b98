"""Finds out whose a file is by the names that students and learning platforms give it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.classroom.filenames import file_name
from grader.classroom.student import Student

_MOODLE = re.compile(r"_\d+_assignsubmission_file_?")
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 10
"""The longest name of a student that is looked for in a path, in words."""


class UnknownOwner(Exception):
    """A file cannot be matched to one student and one exercise; the text says why."""


class OwnerIndex:
    """Finds the student whom a path names by ID, username, e-mail address or name."""

    def __init__(self, students: Sequence[Student]) -> None:
        self._ids: dict[str, set[str]] = defaultdict(set)
        for student in students:
            for text in (*_id_forms(student.id), student.username, student.email, *_name_forms(student.name)):
                if key := _normalized(text).strip(" .-+~@,"):
                    self._ids[key].add(student.id)

    def owner(self, path: Path) -> str:
        """The ID of the student who owns this file.

        Raises:
            UnknownOwner: the path names no student, or several.
        """
        matches = self._matches(_normalized(_MOODLE.sub(" ", path.as_posix())))
        longest = [one for one in matches if not any(_is_within(one, other) for other in matches)]
        found = sorted(set().union(*(self._ids[text] for _, _, text in longest)))
        if len(found) == 1:
            return found[0]
        raise UnknownOwner(f"it could belong to {' or '.join(found[:5])}" if found else "its path names no student")

    def named(self, text: str) -> set[str]:
        """The IDs of all students to whom this ID, username, e-mail address or name belongs."""
        return self._ids.get(_normalized(text), set())

    def _matches(self, text: str) -> list[tuple[int, int, str]]:
        """Every name in the text: where it begins and ends, and the name."""
        words = [match.span() for match in _WORD.finditer(text)]
        spans = (
            (begin, end)
            for at, (begin, _) in enumerate(words)
            for _, end in words[at : at + _MOST_WORDS]
            if text[begin:end] in self._ids
        )
        return [(begin, end, text[begin:end]) for begin, end in spans]


def _is_within(match: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return other[0] <= match[0] and match[1] <= other[1] and match[:2] != other[:2]


def _id_forms(id_: str) -> Iterator[str]:
    """An ID as it is, and as the name of a file, which must not contain “/”."""
    yield id_
    yield file_name(id_)
    for mark in ("-", "_"):
        yield re.sub(r"[/\\:]", mark, id_)


def _name_forms(name: str) -> Iterator[str]:
    """A name as platforms write it: unchanged, and with the last word first."""
    yield name
    first, _, last = name.rpartition(" ")
    if first:
        yield f"{last} {first}"
        yield f"{last}, {first}"


def _normalized(text: str) -> str:
    return re.sub(r"[\s_]+", " ", unicodedata.normalize("NFC", text).casefold())
