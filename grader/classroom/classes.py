"""A class: its file and its roster together, and what follows from them for each student."""

from __future__ import annotations

import datetime
import shlex
from dataclasses import dataclass, replace
from pathlib import Path

from grader.classroom.class_file import ClassFile
from grader.classroom.student import Student
from grader.classroom.submissions.folder import Submissions, read_submissions, submissions_url
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import UsageError
from grader.evidence.keys import Keys
from grader.evidence.redaction import Redaction
from grader.grading.late import LateTerms
from grader.hosts.address import HostOptions
from grader.message import Message
from grader.text.suggestions import did_you_mean
from grader.units import localised

_MOST_CANDIDATES = 5


@dataclass(frozen=True)
class Class:
    """A class file with its roster; `read_class` reads both."""

    file: ClassFile
    path: Path
    students: tuple[Student, ...]
    notes: tuple[str, ...] = ()
    """What the instructor should know about the two files although nothing is wrong."""
    other_results: Path | None = None
    """The folder for results that the command line names."""

    @property
    def results(self) -> Path:
        """The folder for results."""
        return self.other_results or self.path.parent / "results"

    @property
    def shell_words(self) -> str:
        """The words that name the class and its results in a command, quoted for a shell."""
        option = ["--results", str(self.other_results)] if self.other_results else []
        return shlex.join([str(self.path), *option])

    def with_results(self, folder: Path | None) -> Class:
        """The class with its results in this folder, if one is given."""
        return replace(self, other_results=folder) if folder else self

    @property
    def keys_folder(self) -> Path:
        """The folder of the class's keys, next to the class file."""
        return self.path.parent / "keys"

    def keys(self) -> Keys:
        """The keys of this class; they are created if there are none.

        Raises:
            GraderError: they can be neither read nor created.
        """
        return Keys.in_(self.keys_folder)

    def submissions(self) -> Submissions | None:
        """What the students submitted; None if the class file names no folder of submissions.

        Raises:
            UsageError: there is no such folder.
        """
        folder = self.file.submissions
        return read_submissions(self.path.parent / folder, self.students) if folder else None

    def with_submissions(self, folder: Path) -> Class:
        """The class with every student graded from the submissions in this folder."""
        file = self.file.model_copy(update={"submissions": folder.resolve()})
        students = tuple(replace(one, host=submissions_url(folder)) for one in self.students)
        return replace(self, file=file, students=students)

    def redaction(self) -> Redaction:
        """How secrets are redacted in the evidence of this class."""
        return Redaction(self.keys().redaction, tuple(self.file.secrets))

    def gradebook(self, results: Path | None = None) -> str:
        """The database URL of the gradebook, or the path of its file."""
        named = self.file.gradebook
        if "://" in named:
            return named
        return str((self.path.parent / named if named else (results or self.results) / "gradebook.db").resolve())

    def course(self, other: Path | None = None) -> Course:
        """The course of this class, or the one in another folder."""
        own = self.path.parent / self.file.course if self.file.course else None
        return Course.at(other or own)

    @property
    def course_zip(self) -> str:
        """The name of the file in which students get the course; empty for the built-in course, which they have."""
        if not self.file.course:
            return ""
        return f"{(self.path.parent / self.file.course).resolve().name.removesuffix('.zip')}.zip"

    def exercises(self, course: Course) -> list[Exercise]:
        """The exercises of this class whose files are right, in the order of the class file.

        Raises:
            CourseError: none of them is right.
        """
        return course.exercises(self.file.exercises or course.folders)

    def host_options(self) -> HostOptions:
        """How the hosts of this class are reached."""
        config = (self.path.parent / self.file.ssh.config).resolve() if self.file.ssh.config else None
        return HostOptions(config, tuple(self.file.ssh.options), patience=self.file.patience)

    def students_called(self, name: str) -> list[Student]:
        """The students with this ID; if there are none, those with this username, and then with this e-mail address."""
        for field in ("id", "username", "email"):
            found = [one for one in self.students if name and getattr(one, field).casefold() == name.casefold()]
            if found:
                return found
        return []

    def student(self, name: str) -> Student:
        """One student by ID, username or e-mail address.

        Raises:
            UsageError: there is no such student, or more than one.
        """
        found = self.students_called(name)
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                "“{name}” could be {candidates} in {path}.",
                next_step="Give the ID of one of them.",
                name=name,
                candidates=" or ".join(_introduced(one) for one in found[:_MOST_CANDIDATES]),
                path=self.path,
            )
        known = [one for student in self.students for one in (student.id, student.username) if one]
        raise UsageError(
            "There is no student “{name}” in {path}.",
            next_step=did_you_mean(name, known, otherwise=Message("Give an ID from the roster.")),
            name=name,
            path=self.path,
        )

    def local(self, when: datetime.datetime) -> datetime.datetime:
        """A time as the class reads it: in the class's time zone, or in this machine's if the class names none."""
        return when.astimezone(self.file.timezone)

    def due(self, student: Student, exercise: str) -> datetime.datetime | None:
        """When the exercise is due for this student, before any extension; None without a deadline."""
        own = student.dues.get(exercise) or student.due
        return localised(own, self.file.timezone) if own else self.file.due.get(exercise)

    def deadline(self, student: Student, exercise: str) -> datetime.datetime | None:
        """The due time with the student's extension, before any grace period."""
        due = self.due(student, exercise)
        if due is None:
            return None
        extended = due.astimezone(datetime.UTC) + student.extensions.get(exercise, student.extension)
        return extended.astimezone(due.tzinfo)

    def late_terms(self, student: Student, exercise: str) -> LateTerms:
        """The late policy of the class with this student's due time and extension."""
        extension = student.extensions.get(exercise, student.extension)
        return LateTerms(self.file.late, self.due(student, exercise), extension)


def _introduced(student: Student) -> str:
    return f"{student.id} ({student.name})" if student.name else student.id
