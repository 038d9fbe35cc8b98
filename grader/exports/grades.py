"""The grades of a class as exports and pushes use them. They depend on no gradebook and no platform."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from grader.grading.result import Result
from grader.i18n.languages import Language
from grader.reports.class_report.data import ExerciseColumn

IDENTITY_COLUMNS = ("id", "name", "email", "username", "sis_id", "canvas_id", "section")
"""The columns of the roster with a meaning of their own by which a student can be identified."""


@dataclass(frozen=True, slots=True)
class RosterIdentity:
    """Who a student is in the systems that the roster knows."""

    id: str
    name: str = ""
    email: str = ""
    username: str = ""
    sis_id: str = ""
    canvas_id: str = ""
    section: str = ""
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    """All other columns of the roster, by header."""

    def value(self, column: str) -> str:
        """The cell in one of `IDENTITY_COLUMNS` or in another column by its header; empty if there is none."""
        if column in IDENTITY_COLUMNS:
            return str(getattr(self, column))
        wanted = column.casefold()
        return next((text for header, text in self.columns.items() if header.casefold() == wanted), "")


@dataclass(frozen=True, slots=True)
class ExportedScore:
    """The score of a student in an exercise."""

    points: float
    """The points that count, after the late policy and overrides."""
    made: datetime.datetime
    """When this score was made: at grading, or by a later regrade or override."""


@dataclass(frozen=True, slots=True)
class StudentGrades:
    """One student of the class."""

    who: RosterIdentity
    scores: Mapping[str, ExportedScore]
    """By exercise. An exercise without a result is missing, which is not zero."""
    results: Callable[[], Mapping[str, Result]]
    """Builds the results that count, by exercise, as the student may see them: without hidden checks. Each call
    builds them again."""
    file_name: str
    """The student's ID as a name of files and folders."""
    page: Callable[[Collection[str]], str]
    """Renders the student's own HTML page of these exercises."""

    def points(self, exercise: str) -> float | None:
        """The points that count; None if there is no result."""
        score = self.scores.get(exercise)
        return None if score is None else score.points


@dataclass(frozen=True, slots=True)
class ClassGrades:
    """The grades of a class."""

    name: str
    language: Language
    """The language of feedback."""
    run: str
    """The ID of the last run."""
    exercises: Sequence[ExerciseColumn]
    """The exported exercises with their maximum points and the checks that students may see."""
    students: Sequence[StudentGrades]
    """The chosen students, or all, in the order of the roster."""
    others: Sequence[RosterIdentity] = ()
    """The rest of the class: a key or an address that is theirs as well is nobody's."""

    @property
    def graded(self) -> list[ExerciseColumn]:
        """The exercises in which at least one of the students has a score."""
        return [one for one in self.exercises if any(student.points(one.id) is not None for student in self.students)]

    def above_maximum(self, students: Collection[str]) -> int:
        """How many scores of these students exceed the maximum, by bonus points."""
        chosen = [one for one in self.students if one.who.id in students]
        return sum((one.points(column.id) or 0.0) > column.max_score for one in chosen for column in self.exercises)

    def identities(self) -> list[RosterIdentity]:
        """Who is in the class, also those who are not chosen."""
        return [*(one.who for one in self.students), *self.others]
