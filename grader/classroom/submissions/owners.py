"""Finds out whose a file is by the names that students and learning platforms give it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.classroom.filenames import file_name
from grader.classroom.student import Student
from grader.classroom.submissions.platforms import (
    CanvasName,
    Submitter,
    canvas_name,
    without_gradescope,
    without_number,
)

_MOODLE = re.compile(r"_\d+_assignsubmission_file_?")
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 10
"""The longest name of a student that is looked for in a path, in words."""


class UnknownOwner(Exception):
    """A file cannot be matched to one student and one exercise; the text says why."""


class OwnerIndex:
    """Finds the student whom a path names by ID, username, e-mail address or name."""

    def __init__(self, students: Sequence[Student]) -> None:
        self._students = {student.id: student for student in students}
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._sis_ids: dict[str, set[str]] = defaultdict(set)
        self._canvas_ids: dict[str, set[str]] = defaultdict(set)
        self._canvas_names: dict[str, set[str]] = defaultdict(set)
        for student in students:
            for text in (*_id_forms(student.id), student.username, student.email, *_name_forms(student.name)):
                if key := _normalized(text).strip(" .-+~@,"):
                    self._ids[key].add(student.id)
            for name in _squeezed_forms(student.name):
                self._canvas_names[name].add(student.id)
            self._sis_ids[_normalized(student.sis_id)].add(student.id)
            self._canvas_ids[student.canvas_id].add(student.id)

    def owner(self, path: Path, submitters: Sequence[Submitter] = ()) -> str:
        """The ID of the student who owns this file.

        Args:
            path: the path of the file in the folder of submissions.
            submitters: who submitted it, if the platform says so.

        Raises:
            UnknownOwner: the path names no student, or several.
        """
        canvas, rest = canvas_name(path.name), without_gradescope(path)
        stated: set[str] = set().union(*map(self._of_submitter, submitters))
        if submitters and not stated:
            raise UnknownOwner(f"Gradescope says that it is from {submitters[0]}, who is not in the roster")
        if canvas is not None:
            stated |= self._of_canvas(canvas)
            rest = rest.with_name(f"{canvas.name} {without_number(canvas.own)[0]}")
        named = self._in_path(rest)
        # Either may narrow the other down; if they contradict each other, nobody is taken.
        found = sorted(stated & named or stated | named)
        if len(found) == 1:
            return found[0]
        raise UnknownOwner(f"it could belong to {' or '.join(found[:5])}" if found else "its path names no student")

    def named(self, text: str) -> set[str]:
        """The IDs of all students to whom this ID, username, e-mail address or name belongs."""
        return self._ids.get(_normalized(text), set())

    def _in_path(self, path: Path) -> set[str]:
        matches = self._matches(_normalized(_MOODLE.sub(" ", path.as_posix())))
        longest = [one for one in matches if not any(_is_within(one, other) for other in matches)]
        return set().union(*(self._ids[text] for _, _, text in longest))

    def _of_canvas(self, canvas: CanvasName) -> set[str]:
        """The students whom a Canvas name may mean: by Canvas's number of the student, and by the student's name."""
        numbered = self._canvas_ids.get(canvas.user, set())
        called = self._canvas_names.get(_squeezed(canvas.name), set())
        if numbered:
            return numbered & called or numbered | called
        # A roster may use Canvas's numbers as IDs.
        same = {one for one in (canvas.user,) if one in self._students}
        if called:
            return called & same or {one for one in called if not self._students[one].canvas_id}
        return {one for one in same if not self._students[one].name or self._shares_a_word(one, canvas.name)}

    def _shares_a_word(self, student: str, name: str) -> bool:
        words = (set(_WORD.findall(_normalized(text))) for text in (self._students[student].name, name))
        return bool(set.intersection(*words))

    def _of_submitter(self, submitter: Submitter) -> set[str]:
        """The students whom a submitter may mean; all that is said of the submitter should agree."""
        sid, email, name = (_normalized(text) for text in (submitter.sid, submitter.email, submitter.name))
        lookups = [self._ids.get(sid, set()) | self._sis_ids.get(sid, set()) if sid else set()]
        lookups += [self._ids.get(text, set()) if text else set() for text in (email, name)]
        clues = [found for found in lookups if found]
        if not clues:
            return set()
        return set.intersection(*clues) or set.union(*clues)

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


def _squeezed_forms(name: str) -> set[str]:
    """A name as Canvas writes it, with any of its words first: which of them is the family name is not known."""
    words = name.replace(",", " ").split()
    return {_squeezed("".join(words[at:] + words[:at])) for at in range(len(words))} - {""}


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text).casefold())


def _normalized(text: str) -> str:
    return re.sub(r"[\s_]+", " ", unicodedata.normalize("NFC", text).casefold())
