"""Evidence that students handed in as files: whose each one is, by the names that people and platforms give them."""

from __future__ import annotations

import filecmp
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.student import Student
from grader.errors import NothingHandedIn, UsageError
from grader.evidence.file import peek

MOST_FILES = 50_000

_EXERCISE = re.compile(r"(?<![^\W_])ex\d\d(?!\d)", re.IGNORECASE | re.ASCII)
_MOODLE = re.compile(r"_\d+_assignsubmission_file_?")
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 10
_NOT_HANDED_IN = {"__MACOSX", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class HandIns:
    """A folder of evidence, sorted by student and exercise."""

    folder: Path
    files: Mapping[tuple[str, str], Path]
    problems: Mapping[tuple[str, str], str]
    """Why what a student handed in for an exercise cannot be taken."""
    notes: tuple[str, ...]
    """What the instructor should see to: files that are nobody's, and what contradicts itself."""

    def host(self, student: str, exercise: str) -> str:
        """The URL of what a student handed in; of nothing, the place where it would be."""
        at = self.files.get((student, exercise), self.folder / student / f"{exercise}.evidence")
        return f"evidence:{at}"

    def hindrance(self, student: str, exercise: str) -> NothingHandedIn | None:
        """Why there is nothing to grade, if so."""
        if problem := self.problems.get((student, exercise)):
            return NothingHandedIn(problem, next_step=f"See to it in {self.folder}, then go on with --resume.")
        if (student, exercise) in self.files:
            return None
        return NothingHandedIn(
            f"Nothing was handed in for {exercise}.",
            next_step=f"Put the student's file into {self.folder / student}, then go on with --resume.",
        )


def hand_in_url(folder: Path) -> str:
    """The host of students who hand in to this folder."""
    return f"evidence:{folder.resolve()}"


def read_hand_ins(folder: Path, students: Sequence[Student]) -> HandIns:
    """Sort a folder of hand-ins. Nothing is guessed: what could be of two students, or twice of one, is told.

    Raises:
        UsageError: there is no such folder, or it holds more than `MOST_FILES` files.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", next_step="Give the folder in which the hand-ins are.")
    whose = Whose(students)
    found: dict[tuple[str, str], list[Path]] = defaultdict(list)
    notes = []
    for path in _files(folder):
        name = path.relative_to(folder)
        try:
            _check(path)
            found[whose.student(name), _exercise(name)].append(path)
        except Nobodys as nobody:
            notes.append(f"{name} is left out: {nobody}")
    files, problems = {}, {}
    for key, paths in found.items():
        problem, note = _contradiction(key[0], paths, whose)
        notes += [note] if note else []
        if problem:
            problems[key] = problem
            notes.append(problem)
        else:
            files[key] = paths[0]
    return HandIns(folder, files, problems, tuple(notes))


class Nobodys(Exception):
    """A file cannot be told to be somebody's; its text says why."""


class Whose:
    """Finds the student whom a path names by id, username, e-mail address or name."""

    def __init__(self, students: Sequence[Student]) -> None:
        self._ids: dict[str, set[str]] = defaultdict(set)
        for student in students:
            for text in (student.id, student.username, student.email, *_names(student.name)):
                if key := _plain(text).strip(" .-+~@,"):
                    self._ids[key].add(student.id)

    def student(self, name: Path) -> str:
        """Whose file this is.

        Raises:
            Nobodys: nobody's by its name, or it could be of several students.
        """
        hits = self._hits(_plain(_MOODLE.sub(" ", name.as_posix())))
        longest = [hit for hit in hits if not any(_within(hit, other) for other in hits)]
        found = sorted(set().union(*(self._ids[text] for _, _, text in longest)))
        if len(found) == 1:
            return found[0]
        raise Nobodys(f"it could be of {' or '.join(found[:5])}" if found else "its name names nobody of the roster")

    def known(self, text: str) -> set[str]:
        """The students that are called so."""
        return self._ids.get(_plain(text), set())

    def _hits(self, text: str) -> list[tuple[int, int, str]]:
        words = [match.span() for match in _WORD.finditer(text)]
        spans = (
            (begin, end)
            for at, (begin, _) in enumerate(words)
            for _, end in words[at : at + _MOST_WORDS]
            if text[begin:end] in self._ids
        )
        return [(begin, end, text[begin:end]) for begin, end in spans]


def _within(hit: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return other[0] <= hit[0] and hit[1] <= other[1] and hit[:2] != other[:2]


def _names(name: str) -> Iterator[str]:
    """A name as platforms write it: as it is, and the last word first."""
    yield name
    first, _, last = name.rpartition(" ")
    if first:
        yield f"{last} {first}"
        yield f"{last}, {first}"


def _plain(text: str) -> str:
    return re.sub(r"[\s_]+", " ", unicodedata.normalize("NFC", text).casefold())


def _exercise(name: Path) -> str:
    """The exercise that the file's name, or else a folder's, names.

    Raises:
        Nobodys: none or several.
    """
    for part in (name.name, name.parent.as_posix()):
        found = {match.group().lower() for match in _EXERCISE.finditer(part)}
        if len(found) == 1:
            return found.pop()
        if found:
            break
    raise Nobodys("its name names no exercise, such as ex05" if not found else "its name names several exercises")


def _files(folder: Path) -> Iterator[Path]:
    """The files of evidence in a folder, without following links out of it."""
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not _is_hidden(one))
        for name in sorted(one for one in names if not _is_hidden(one)):
            count += 1
            if count > MOST_FILES:
                raise UsageError(
                    f"{folder} holds more than {MOST_FILES:,} files.", next_step="Give the folder of the hand-ins only."
                )
            yield Path(place, name)


def _check(path: Path) -> None:
    """Whether this may be evidence at all.

    Raises:
        Nobodys: it is none by its name, or a link, which may lead anywhere.
    """
    if path.is_symlink():
        raise Nobodys("it is a link")
    if not re.search(r"(?i)\.(evidence|gz)\b", path.name):
        raise Nobodys("it is no file of evidence by its name")
    if not path.is_file():
        raise Nobodys("it is no ordinary file")


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name in _NOT_HANDED_IN


def _contradiction(student: str, paths: Iterable[Path], whose: Whose) -> tuple[str, str]:
    """Why these files cannot be taken for the student's, and what is odd about them all the same."""
    first, *others = paths
    if not all(filecmp.cmp(first, one, shallow=False) for one in others):
        return f"{student} handed in twice: {first} and {others[0]}.", ""
    manifest = peek(first)
    if manifest is None or manifest.student is None:
        return "", ""
    named = whose.known(manifest.student)
    if not named:
        return "", f"{first} is taken for {student}'s and says that it is of “{manifest.student}”, whom nobody knows"
    return ("", "") if student in named else (of_another(first, student, manifest.student), "")


def of_another(path: Path, student: str, named: str) -> str:
    """That evidence says it is somebody else's."""
    return f"{path} lies in {student}'s place and is of {named}."
