"""Exercises with the parameter values of one student."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from grader.classroom.cached_course import CachedCourse
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import CourseError, UsageError
from grader.message import Message

if TYPE_CHECKING:
    from grader.checking.attempt import Attempt
    from grader.classroom.classes import Class
    from grader.classroom.student import Student
    from grader.grading.result import Result


@dataclass(frozen=True, slots=True)
class Assignment:
    """An exercise, and the parameters that differ from its own."""

    course: Course
    exercise: Exercise
    params: dict[str, JsonValue] | None = None
    """None if no parameter was given, not even by a class."""
    member: tuple[Class, Student] | None = None
    """The class and the student whose exercise it is, if they are known."""

    def dated(self, result: Result, attempt: Attempt) -> Result:
        """The result of an attempt with its due time, and what the class would take off for lateness."""
        if self.member is None:
            return result
        from grader.classroom.lateness import provisional  # noqa: PLC0415  most students check without a class

        return provisional(result, attempt, *self.member)


def assignment(
    exercise: str, *, course: Path | None = None, class_file: Path | None = None, student: str = ""
) -> Assignment:
    """Find one exercise, as `assignments` does."""
    return assignments([exercise], course=course, class_file=class_file, student=student)[0]


def assignments(
    exercises: Sequence[str],
    *,
    course: Path | None = None,
    class_file: Path | None = None,
    student: str = "",
    params: Sequence[str] = (),
) -> list[Assignment]:
    """Find exercises, and the parameters that a student was given.

    Args:
        exercises: the exercises' names; none means all of the class, or without a class all of the course, whose files
            are right.
        course: a course folder, unless it is the built-in course or the class's own.
        class_file: the class that sets parameters for each of its students.
        student: the student of that class, by ID, username or e-mail address.
        params: more parameters as `name=value`, of a single exercise; they replace those of the class.

    Raises:
        UsageError: only one of class and student is given, parameters are given to several exercises, or something
            that is named does not exist.
        CourseError: a file of the course or the class is wrong.
    """
    if (class_file is None) != (not student):
        raise UsageError(Message("--class and --student go together."), next_step=Message("Give both, or neither."))
    if class_file is None:
        found = Course.at(course)
        found = found if exercises else CachedCourse(found.root, found.zip)
        chosen = found.chosen(exercises) or found.exercises()
        return [Assignment(found, one, params_given(params, chosen)) for one in chosen]
    from grader.classroom.class_reader import read_class  # noqa: PLC0415  most students check without parameters
    from grader.classroom.parameters import params_of  # noqa: PLC0415

    class_ = read_class(class_file)
    found, member = class_.course(course), class_.student(student)
    chosen = found.chosen(exercises) or class_.exercises(found)
    given = params_given(params, chosen) or {}
    return [Assignment(found, one, {**params_of(class_, member, one), **given}, (class_, member)) for one in chosen]


def left_out(given: Assignment) -> dict[str, CourseError]:
    """What is wrong with the exercises that are not among those of the class, or without a class of the course."""
    own = given.member[0].file.exercises if given.member else None
    return given.course.broken(own or None)


def params_given(words: Sequence[str], exercises: Sequence[Exercise]) -> dict[str, JsonValue] | None:
    """The parameters that the command line gives as `name=value`; None if it gives none.

    Raises:
        UsageError: the exercise has no such parameter, or there are several exercises.
    """
    if not words:
        return None
    if len(exercises) > 1:
        raise UsageError(
            Message("--param works with one exercise; you named {count}.", count=len(exercises)),
            next_step=Message("Name one exercise at a time."),
        )
    from grader.classroom.parameters import params_from  # noqa: PLC0415  most exercises have no parameters

    return params_from(words, exercises[0])
