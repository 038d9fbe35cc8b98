"""A class that has been graded, open: its course, its gradebook and its last run."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.class_reader import read_class
from grader.classroom.classes import Class
from grader.classroom.grade_options import GradeOptions
from grader.classroom.student import Student
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import UsageError
from grader.i18n.languages import Language, chosen
from grader.records.gradebook import Gradebook, Run


@dataclass(frozen=True)
class ClassContext:
    """What commands on the records of a class share."""

    class_: Class
    course: Course
    gradebook: Gradebook
    results: Path
    run: Run
    """The last run."""
    language: Language
    given: GradeOptions
    """What the command line named that grading should be told as well."""

    @property
    def resume_command(self) -> str:
        """The shell command that grades what is missing."""
        return self.given.resume_command(self.class_.path)

    def students(self, names: Sequence[str] | None) -> list[Student]:
        """The named students, or the whole roster.

        Raises:
            UsageError: there is no such student.
        """
        return list(dict.fromkeys(map(self.class_.student, names))) if names else list(self.class_.students)

    def exercises(self, names: Sequence[str] | None) -> list[Exercise]:
        """The named exercises, or all of the class.

        Raises:
            UsageError: there is no such exercise.
            CourseError: the file of one is wrong.
        """
        return self.course.chosen(names or self.class_.file.exercises or self.course.folders)


@contextlib.contextmanager
def open_class(
    class_file: Path, results: Path | None, course: Path | None, language: Language | None
) -> Iterator[ClassContext]:
    """Open a class and its gradebook.

    Args:
        class_file: the class file.
        results: the folder for results, unless it is the class's own.
        course: a course folder, unless it is the class's own.
        language: the language of reports, unless it is that of the locale.

    Raises:
        UsageError: the class has not been graded yet, or a file is missing.
        CourseError: the class file or the roster is wrong.
        GradebookError: the gradebook cannot be opened.
    """
    class_ = read_class(class_file, visits=False).with_results(results)
    pack = class_.course(course)
    reports = chosen(language, os.environ, pack.languages)
    given = GradeOptions(results=results, course=course, language=language)
    with contextlib.closing(Gradebook.open(class_.gradebook(), create=False)) as gradebook:
        run = gradebook.last_run(class_.file.name)
        if run is None:
            raise UsageError(
                "{name} has not been graded yet.",
                next_step="Run: grader grade {file}",
                name=class_.file.name,
                file=class_.shell_words,
            )
        yield ClassContext(class_, pack, gradebook, class_.results, run, reports, given)
