"""One exercise with the parameter values of one student."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import UsageError


@dataclass(frozen=True, slots=True)
class Assignment:
    """An exercise, and the parameters that differ from its own."""

    course: Course
    exercise: Exercise
    params: dict[str, JsonValue] | None = None
    """None if no parameter was given, not even by a class."""


def assignment(
    exercise: str,
    *,
    course: Path | None = None,
    class_file: Path | None = None,
    student: str = "",
    params: Sequence[str] = (),
) -> Assignment:
    """Find an exercise, and the parameters that a student was given.

    Args:
        exercise: the exercise's name.
        course: a course folder, unless it is the built-in course or the class's own.
        class_file: the class that sets parameters for each of its students.
        student: the student of that class, by ID, username or e-mail address.
        params: further parameters as `name=value`; they replace those of the class.

    Raises:
        UsageError: only one of class and student is given, or something that is named does not exist.
        CourseError: a file of the course or the class is wrong.
    """
    if (class_file is None) != (not student):
        raise UsageError("--class and --student go together.", next_step="Give both, or neither.")
    if class_file is None and not params:
        found = Course.at(course)
        return Assignment(found, found.exercise(exercise))
    from grader.classroom.class_reader import read_class  # noqa: PLC0415  most students check without parameters
    from grader.classroom.parameters import params_from, params_of  # noqa: PLC0415

    if class_file is None:
        found = Course.at(course)
        chosen = found.exercise(exercise)
        return Assignment(found, chosen, params_from(params, chosen))
    class_ = read_class(class_file)
    found = class_.course(course)
    chosen = found.exercise(exercise)
    own = params_of(class_, class_.student(student), chosen)
    return Assignment(found, chosen, {**own, **params_from(params, chosen)})
