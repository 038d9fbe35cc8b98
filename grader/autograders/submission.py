"""Finds the evidence to grade among the files that a student uploaded to a platform."""

from __future__ import annotations

import filecmp
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from grader.classroom.filenames import RECEIPT
from grader.course.exercise import Exercise
from grader.course.parameters import Params, command, differing, listed
from grader.errors import NoSubmission
from grader.evidence.facts import Manifest
from grader.evidence.file import inspect, peek
from grader.message import Message

_MOST_FILES = 1_000


@dataclass(frozen=True, slots=True)
class Submitted:
    """The evidence that a student submitted."""

    path: Path
    manifest: Manifest


def find_submitted(folder: Path, exercise: Exercise, params: Params, student: str) -> Submitted:
    """The evidence of an exercise in a folder of uploaded files, whatever it is called.

    Args:
        folder: where the platform put the files.
        exercise: the exercise to grade.
        params: the parameter values that the student has, as far as they are not the exercise's own.
        student: the student's ID, or a word for it.

    Raises:
        NoSubmission: there is none, there are several, or it is damaged, incomplete, or of another exercise.
    """
    paths = [one for one in islice(sorted(folder.rglob("*")), _MOST_FILES) if _may_be_evidence(one)]
    manifests = {one: peek(one) for one in paths}
    named = [one for one, manifest in manifests.items() if manifest and manifest.exercise in {"", exercise.id}]
    # Of a damaged file, the student learns what is wrong with it, unless there is another one.
    ours = named or [one for one, manifest in manifests.items() if manifest is None]
    if not paths:
        raise _rejected(Message("The submission has no evidence file."), exercise, params, student)
    if not ours:
        problem = Message("There is no evidence of {exercise} in {file}.", exercise=exercise.id, file=_names(paths))
        raise _rejected(problem, exercise, params, student)
    if not all(filecmp.cmp(ours[0], one, shallow=False) for one in ours):
        problem = Message("The submission has several evidence files: {files}.", files=_names(ours))
        raise _rejected(problem, exercise, params, student)
    return _intact(ours[0], exercise, params, student)


def _intact(path: Path, exercise: Exercise, params: Params, student: str) -> Submitted:
    found = inspect(path)
    if found.evidence is None or (found.reason is not None and not found.evidence.torn):
        problem = Message("{path} is damaged ({why}).", path=path.name, why=found.reason or "")
        raise _rejected(problem, exercise, params, student)
    if found.evidence.torn:
        raise _rejected(Message("{path} is incomplete.", path=path.name), exercise, params, student)
    return Submitted(path, found.evidence.manifest)


def check_values(submitted: Submitted, exercise: Exercise, params: Params, student: str) -> None:
    """Check that evidence was collected with the parameter values that it is graded with.

    Raises:
        NoSubmission: it was not: other questions were asked than the checks ask.
    """
    recorded, wanted = differing(exercise, submitted.manifest.params, params)
    if recorded:
        problem = Message(
            "{path} was collected with {found}, not with {wanted}.",
            path=submitted.path.name,
            found=listed(recorded),
            wanted=listed(wanted),
        )
        raise _rejected(problem, exercise, params, student)


def _rejected(problem: Message, exercise: Exercise, params: Params, student: str) -> NoSubmission:
    again = command("submit", exercise.id, "--student", student, params=params)
    step = Message("On the machine that you worked on, run: {command}", command=again)
    return NoSubmission(problem, next_step=step)


def _may_be_evidence(path: Path) -> bool:
    """Whether it is named like evidence or is evidence; a link may lead anywhere."""
    if path.name.startswith(".") or path.is_symlink() or not path.is_file() or path.name.endswith(RECEIPT):
        return False
    return path.suffix.lower() in {".evidence", ".gz"} or peek(path) is not None


def _names(paths: list[Path]) -> str:
    return ", ".join(one.name for one in paths[:5])
