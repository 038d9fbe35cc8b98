"""A folder of evidence files that students submitted, sorted by student and exercise."""

from __future__ import annotations

import filecmp
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.filenames import RECEIPT, file_name
from grader.classroom.student import Student
from grader.classroom.submissions.owners import OwnerIndex, UnknownOwner
from grader.classroom.submissions.platforms import METADATA, GradescopeExports, UnreadableExport, series
from grader.errors import NoSubmission, UsageError
from grader.evidence.file import NAMED_AS_EVIDENCE, peek
from grader.message import Message

MOST_FILES = 50_000

_EXERCISE = re.compile(r"(?<![^\W_])ex\d\d(?!\d)", re.IGNORECASE | re.ASCII)
_NOBODYS = {"__MACOSX", "Thumbs.db", "desktop.ini", METADATA}


@dataclass(frozen=True, slots=True)
class Submissions:
    """The evidence in a folder, by student and exercise."""

    folder: Path
    files: Mapping[tuple[str, str], Path]
    problems: Mapping[tuple[str, str], Message]
    """Why a submission cannot be used."""
    notes: tuple[str, ...]
    """What the instructor should look into: files without an owner, and contradictions."""

    def host(self, student: str, exercise: str) -> str:
        """The URL of a submission; if there is none, of the place where it would be."""
        at = self.files.get((student, exercise), self.folder / file_name(student) / f"{exercise}.evidence")
        return f"evidence:{at}"

    def error(self, student: str, exercise: str) -> NoSubmission | None:
        """Why there is nothing to grade; None if there is a submission."""
        if problem := self.problems.get((student, exercise)):
            return NoSubmission(
                problem, next_step="Fix this in {folder}, then continue with --resume.", folder=self.folder
            )
        if (student, exercise) in self.files:
            return None
        return NoSubmission(
            nothing_for(exercise),
            next_step="Put the student's file into {folder}, then continue with --resume.",
            folder=self.folder / file_name(student),
        )


def nothing_for(*exercises: str) -> Message:
    """The problem of a student who submitted nothing for these exercises."""
    return Message("Nothing was submitted for {exercise}.", exercise=", ".join(exercises))


def submissions_url(folder: Path) -> str:
    """The host of students who submit files to this folder."""
    return f"evidence:{folder.resolve()}"


def read_submissions(folder: Path, students: Sequence[Student]) -> Submissions:
    """Sort a folder of submissions.

    Nothing is guessed: a file that could belong to two students, or that contradicts another, is reported.

    Raises:
        UsageError: there is no such folder, or it contains more than `MOST_FILES` files.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        step = "Give the folder that contains the submissions."
        raise UsageError("There is no folder {folder}.", next_step=step, folder=folder)
    owners = OwnerIndex(students)
    found, notes = _sorted(folder, owners)
    files, problems = {}, {}
    for key, submitted in found.items():
        paths, earlier = _last(submitted)
        notes += [f"{one} is not graded: {paths[0].name} was submitted later" for one in earlier]
        problem, note = _contradiction(*key, paths, owners)
        notes += [note] if note else []
        if problem:
            problems[key] = problem
        else:
            files[key] = paths[0]
    return Submissions(folder, files, problems, tuple(notes))


def _sorted(folder: Path, owners: OwnerIndex) -> tuple[Mapping[tuple[str, str], list[Path]], list[str]]:
    """The files by student and exercise, and a note on every other file."""
    found: dict[tuple[str, str], list[Path]] = defaultdict(list)
    notes, exports = [], GradescopeExports(folder)
    for path in _files(folder):
        name = path.relative_to(folder)
        try:
            _check(path)
            found[owners.owner(name, exports.submitters(path)), _exercise(name, path)].append(path)
        except UnknownOwner as unknown:
            notes.append(f"{name} is skipped: {unknown}")
        except UnreadableExport as unreadable:
            notes.append(f"{name} is skipped: {METADATA} cannot be read, because {unreadable}")
    return found, notes


def _last(paths: Sequence[Path]) -> tuple[Sequence[Path], Sequence[Path]]:
    """The last of a file's successive submissions, and the earlier ones; all of the files if they are not that."""
    numbered = {series(path): path for path in paths}
    if len(numbered) < len(paths) or len({known for known, _ in numbered}) > 1:
        return paths, ()
    last = max(numbered, key=lambda one: one[1])
    return [numbered[last]], [path for one, path in numbered.items() if one != last]


def belongs_to_another(path: Path, student: str, named: str) -> Message:
    """The problem with evidence whose manifest names a different student."""
    return Message(
        "{path} lies in {student}'s place, but is evidence of {named}.", path=path, student=student, named=named
    )


def _files(folder: Path) -> Iterator[Path]:
    """All files in a folder. Links to other folders are not followed."""
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not _is_hidden(one))
        for name in sorted(one for one in names if not _is_hidden(one)):
            count += 1
            if count > MOST_FILES:
                raise UsageError(
                    "{folder} contains more than {most} files.",
                    next_step="Give a folder that contains only the submissions.",
                    folder=folder,
                    most=MOST_FILES,
                )
            yield Path(place, name)


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name in _NOBODYS or name.endswith(RECEIPT)


def _check(path: Path) -> None:
    """Check that this may be an evidence file.

    Raises:
        UnknownOwner: its name is not that of an evidence file, or it is a link, which may lead anywhere.
    """
    if path.is_symlink():
        raise UnknownOwner("it is a link")
    if not NAMED_AS_EVIDENCE.search(path.name):
        raise UnknownOwner("its name does not end in .evidence or .gz")
    if not path.is_file():
        raise UnknownOwner("it is not a regular file")


def _exercise(name: Path, path: Path) -> str:
    """The exercise that the file's name gives, or else one of its folders', or else the evidence itself.

    Raises:
        UnknownOwner: none or several.
    """
    for part in (name.name, name.parent.as_posix()):
        found = {match.group().lower() for match in _EXERCISE.finditer(part)}
        if len(found) == 1:
            return found.pop()
        if found:
            raise UnknownOwner("its path names several exercises")
    manifest = peek(path)
    if manifest is None or not manifest.exercise:
        raise UnknownOwner("neither its path nor the file names an exercise, such as ex05")
    return manifest.exercise


def _contradiction(
    student: str, exercise: str, paths: Iterable[Path], owners: OwnerIndex
) -> tuple[Message | None, str]:
    """Why these files cannot be taken for the student's, and what is worth a note even if they can."""
    first, *others = paths
    if not all(filecmp.cmp(first, one, shallow=False) for one in others):
        twice = Message("{student} submitted twice: {one} and {other}.", student=student, one=first, other=others[0])
        return twice, ""
    manifest = peek(first)
    if manifest is not None and manifest.exercise not in {"", exercise}:
        other = Message(
            "{path} is evidence of {named}, not of {exercise}.", path=first, named=manifest.exercise, exercise=exercise
        )
        return other, ""
    if manifest is None or manifest.student is None:
        return None, ""
    named = owners.named(manifest.student)
    if not named:
        return None, f"{first} is graded as {student}'s, but names “{manifest.student}”, who is not in the roster"
    return (None, "") if student in named else (belongs_to_another(first, student, manifest.student), "")
