"""Reads a class file and its roster, and checks one against the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import yaml
from pydantic import ValidationError

from grader.classroom.class_file import RENAMED_KEYS, ClassFile
from grader.classroom.classes import Class
from grader.classroom.roster.roster import read_roster
from grader.classroom.student import Student
from grader.classroom.submissions.folder import submissions_url
from grader.course.files import load
from grader.errors import CourseError, UsageError
from grader.units import localised

_KEYS = "See “The class file” in docs/instructors.md for its keys."


def read_class(path: Path) -> Class:
    """Read a class file and the roster that it names.

    Raises:
        UsageError: there is no class file.
        CourseError: the class file or the roster is invalid; the message names the file, the line and the key.
    """
    if not path.is_file():
        step = f"Give the path of a YAML file. {_KEYS}"
        raise UsageError("There is no class file {path}.", next_step=step, path=path)
    file, notes = _with_present_keys(_loaded(path), path)
    here = path.parent
    if file.ssh.config:
        _require(path, "ssh.config", here / file.ssh.config, "The path is relative to the class file.")
    roster_path = here / file.roster
    make = "The path is relative to the class file. Make a roster with: grader roster import FILE."
    _require(path, "roster", roster_path, make)
    without_host = submissions_url(here / file.submissions) if file.submissions else ""
    roster = read_roster(roster_path, ssh_user=file.ssh.user, host=without_host)
    students = tuple(_with_evidence_beside(student, here) for student in roster.students)
    class_ = Class(file, path, students, (*notes, *roster.notes))
    _check_exercises(class_)
    _check_due_times(class_, roster_path)
    return class_


def _loaded(path: Path) -> ClassFile:
    try:
        return load(path, ClassFile)
    except CourseError as error:
        cause = error.__cause__
        # A date such as November 31: PyYAML does not say where it is.
        if isinstance(cause, ValueError) and not isinstance(cause, ValidationError | UnicodeError):
            raise CourseError(
                "{path}:{line}: {cause}.",
                next_step="Correct the date on that line.",
                path=path,
                line=_line_of_impossible_value(path),
                cause=cause,
            ) from cause
        step = _KEYS if "docs/" in error.next_step else error.next_step_message
        raise CourseError(error.problem_message, next_step=step) from error


def _line_of_impossible_value(path: Path) -> int:
    """The line of the first value that looks like a date or a number but is not one."""
    tokens = yaml.scan(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    plain = (token for token in tokens if isinstance(token, yaml.ScalarToken) and token.plain)
    return next((int(token.start_mark.line) + 1 for token in plain if _is_impossible(token.value)), 1)


def _is_impossible(text: str) -> bool:
    try:
        yaml.safe_load(text)
    except ValueError:
        return True
    return False


def _with_present_keys(file: ClassFile, path: Path) -> tuple[ClassFile, list[str]]:
    """The file with the values of former keys under their present names, and a note for each.

    Raises:
        CourseError: both names of a key are given.
    """
    notes = []
    for former, present in RENAMED_KEYS.items():
        if former not in file.model_fields_set:
            continue
        if present in file.model_fields_set:
            raise CourseError(
                "{path}: {former}: this key is the former name of “{present}”, which is given as well.",
                next_step="Keep only “{present}”.",
                path=path,
                former=former,
                present=present,
            )
        file = file.model_copy(update={present: getattr(file, former)})
        notes.append(f"{path}: the key “{former}” is now “{present}”; the former name works in this release only")
    return file, notes


def _require(path: Path, key: str, file: Path, next_step: str) -> None:
    if not file.is_file():
        raise CourseError("{path}: {key}: there is no file {file}.", next_step=next_step, path=path, key=key, file=file)


def _with_evidence_beside(student: Student, folder: Path) -> Student:
    """The student, with the path of evidence relative to the class file's folder."""
    kind, _, name = student.host.partition(":")
    return replace(student, host=f"evidence:{folder.resolve() / name}") if kind == "evidence" else student


def _check_exercises(class_: Class) -> None:
    known = class_.course().folders
    keys: Mapping[str, Iterable[str]] = {
        "exercises": class_.file.exercises,
        "due": class_.file.due,
        "params": class_.file.params,
    }
    unknown = [
        f"{class_.path}: {key}: there is no exercise {name}."
        for key, names in keys.items()
        for name in names
        if name not in known
    ]
    if unknown:
        raise CourseError(
            "{unknown}",
            next_step="The exercises are {known}. See: grader list.",
            unknown="\n".join(unknown),
            known=", ".join(known),
        )


def _check_due_times(class_: Class, roster: Path) -> None:
    for student in class_.students:
        for own in (student.due, *student.dues.values()):
            try:
                _ = own and localised(own, class_.file.timezone)
            except ValueError as error:
                raise CourseError(
                    "{roster}:{line}: due: {error}.",
                    next_step="Correct the roster.",
                    roster=roster,
                    line=student.line,
                    error=error,
                ) from error
