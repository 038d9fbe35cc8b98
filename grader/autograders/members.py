"""Who may submit, for an autograder that has no class file: names, and the parameter values of each student."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, JsonValue, ValidationError

from grader.classroom.classes import Class
from grader.classroom.parameters import params_of
from grader.course.exercise import Exercise
from grader.errors import NoSubmission, UsageError
from grader.message import Message


class Member(BaseModel):
    """A student of the class."""

    id: str
    email: str = ""
    username: str = ""
    params: Mapping[str, JsonValue] = {}
    """The parameter values that differ from the exercise's own."""

    def is_called(self, name: str) -> bool:
        """Whether this ID, username or e-mail address is the student's."""
        return name.strip().casefold() in {one.casefold() for one in (self.id, self.email, self.username) if one}


class Members(BaseModel):
    """The students of a class."""

    students: Sequence[Member] = ()

    @classmethod
    def of(cls, class_: Class, exercise: Exercise) -> Members:
        """The students of a class with their values for this exercise.

        Raises:
            CourseError: a value in the class file is wrong.
        """
        return cls(
            students=[
                Member(id=one.id, email=one.email, username=one.username, params=params_of(class_, one, exercise))
                for one in class_.students
            ]
        )

    @classmethod
    def read(cls, path: Path) -> Members:
        """Read the file that `grader autograder build` writes.

        Raises:
            UsageError: it cannot be read.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            step = Message("Build the autograder again, and upload it.")
            raise UsageError(Message("{path} cannot be read.", path=path), next_step=step) from error

    def at(self, addresses: Sequence[str]) -> list[Member]:
        """The students with these e-mail addresses."""
        wanted = {one.casefold() for one in addresses}
        return [one for one in self.students if one.email.casefold() in wanted]

    def called(self, name: str) -> list[Member]:
        """The students whom this ID, username or e-mail address names."""
        return [one for one in self.students if one.is_called(name)]


def addresses_in(metadata: Path) -> list[str]:
    """The e-mail addresses of those who submitted, from Gradescope's `submission_metadata.json`; none without one."""
    try:
        users = json.loads(metadata.read_bytes())["users"]
        return [str(one["email"]) for one in users if one.get("email")]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return []


def owner(submitters: Sequence[Member], members: Members, named: str | None) -> Member | None:
    """Whose evidence it is: the submitter's, or if the submitter is not known that of the student whom it names.

    Raises:
        NoSubmission: it names somebody other than the submitters.
    """
    if not submitters:
        called = members.called(named) if named else []
        return called[0] if len(called) == 1 else None
    if named is None:
        return submitters[0]
    ours = [one for one in submitters if one.is_called(named)]
    if not ours:
        raise NoSubmission(
            Message("The evidence names {named}, not {student}.", named=named, student=submitters[0].id),
            next_step=Message("Submit your own evidence. If it is yours, ask your instructor."),
        )
    return ours[0]
