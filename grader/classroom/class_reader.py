"""Reads a class file and its roster, and checks one against the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from grader.classroom.class_file import RENAMED_KEYS, ClassFile
from grader.classroom.classes import Class
from grader.classroom.roster.roster import read_roster
from grader.classroom.student import Student
from grader.classroom.submissions.folder import submissions_url
from grader.course.files import invalid, load, place_of
from grader.course.yaml_file import place
from grader.errors import CourseError, UsageError
from grader.message import InvalidValue, Message
from grader.text.suggestions import did_you_mean
from grader.units import localised

_MANUAL = "“The class file” in docs/instructors.md"


def read_class(path: Path, submissions: Path | None = None, *, visits: bool = True) -> Class:
    """Read a class file and the roster that it names.

    Args:
        path: the class file.
        submissions: a folder of submitted evidence to grade; with it, nobody in the roster needs a host.
        visits: whether hosts are visited. A command on records needs no hosts: the folder may have been one of `grade`.

    Raises:
        UsageError: there is no class file.
        CourseError: the class file or the roster is invalid; the message names the file, the line and the key.
    """
    if not path.is_file():
        raise UsageError(
            Message("There is no class file {path}.", path=path),
            next_step=Message("Give the path of a YAML file, as {manual} describes it.", manual=_MANUAL),
        )
    file, notes = _with_present_keys(load(path, ClassFile, manual=_MANUAL), path)
    here = path.parent
    if file.ssh.config:
        _require(path, "ssh.config", here / file.ssh.config, Message("The path is relative to the class file."))
    roster_path = here / file.roster
    make = Message("The path is relative to the class file. To make a roster, run: grader roster import FILE")
    _require(path, "roster", roster_path, make)
    submitted = submissions or (here / file.submissions if file.submissions else None)
    without_host = submissions_url(submitted or here) if submitted or not visits else ""
    roster = read_roster(roster_path, ssh_user=file.ssh.user, host=without_host)
    students = tuple(_with_evidence_beside(student, here) for student in roster.students)
    class_ = Class(file, path, students, (*notes, *roster.notes))
    _check_exercises(class_)
    _check_due_times(class_, roster_path)
    return replace(class_, notes=(*class_.notes, *_without_effect(class_)))


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
            problem = Message(
                "{place}: this key is the former name of “{present}”, which is given as well.",
                place=place_of(path, former),
                present=present,
            )
            raise CourseError(problem, next_step=Message("Keep only “{present}”.", present=present))
        file = file.model_copy(update={present: getattr(file, former)})
        notes.append(f"{path}: the key “{former}” is now “{present}”; the former name works in this release only")
    return file, notes


def _require(path: Path, key: str, file: Path, next_step: Message) -> None:
    if not file.is_file():
        place = place_of(path, *key.split("."))
        raise CourseError(Message("{place}: there is no file {file}.", place=place, file=file), next_step=next_step)


def _with_evidence_beside(student: Student, folder: Path) -> Student:
    """The student, with the path of evidence relative to the class file's folder."""
    kind, _, name = student.host.partition(":")
    return replace(student, host=f"evidence:{folder.resolve() / name}") if kind == "evidence" else student


def _check_exercises(class_: Class) -> None:
    known = class_.course().folders
    platforms = class_.file.platforms
    keys: Mapping[str, Iterable[str]] = {
        "exercises": class_.file.exercises,
        "due": class_.file.due,
        "params": class_.file.params,
        "platforms.lti.items": platforms.lti.items if platforms.lti else (),
        "platforms.moodle.assignments": platforms.moodle.assignments if platforms.moodle else (),
        "platforms.canvas.assignments": platforms.canvas.assignments if platforms.canvas else (),
    }
    unknown = [
        Message(
            "{place}: there is no exercise “{name}”. {suggestion}",
            place=place_of(class_.path, *key.split("."), *([] if key == "exercises" else [name])),
            name=name,
            suggestion=did_you_mean(
                name, known, otherwise=Message("The exercises are {names}.", names=", ".join(known))
            ),
        )
        for key, names in keys.items()
        for name in names
        if name not in known
    ]
    if unknown:
        raise invalid(unknown, next_step=Message("To see the exercises, run: grader list"))


def _without_effect(class_: Class) -> list[str]:
    """Notes on due times of exercises that are not graded."""
    graded = class_.file.exercises or class_.course().folders
    own = dict.fromkeys(name for student in class_.students for name in student.dues if name not in graded)
    places = [
        *((name, place_of(class_.path, "due", name)) for name in class_.file.due if name not in graded),
        *((name, class_.file.roster) for name in own),
    ]
    return [f"{where}: {name} is not graded in this class, so its due time has no effect" for name, where in places]


def _check_due_times(class_: Class, roster: Path) -> None:
    for student in class_.students:
        for own in (student.due, *student.dues.values()):
            try:
                _ = own and localised(own, class_.file.timezone)
            except InvalidValue as error:
                problem = Message(
                    "{place}: {problem}.", place=place(roster, student.line, "due"), problem=error.message
                )
                raise CourseError(problem, next_step=Message("Correct the roster.")) from error
