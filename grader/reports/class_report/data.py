"""The content of a class report as one plain value: JSON schema `grader.class/1`.

`build` takes one `ClassMember` for each row of the roster, in its order. The page, the CSV files and class.json are
renderings of what it returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from grader import __version__
from grader.checks.verdict import Status
from grader.grading.result import LateEffect, Result
from grader.i18n.languages import SOURCE, Language
from grader.records.entries import Kind


def _relative(link: str) -> str:
    """Accept only links to files beside the page."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not link.isprintable() or link.startswith(("/", "\\")):
        raise ValueError("a link must be a relative address, such as students/s17.html")
    return link


Link = Annotated[str, AfterValidator(_relative)]


class CheckColumn(BaseModel):
    """A column of the matrix."""

    id: str
    title: str
    max_points: float
    group: str | None = Field(default=None, description="The rubric's group that scores it, where there is one.")
    bonus: bool = False


class ExerciseColumn(BaseModel):
    """An exercise with its checks, in the order of its rubric."""

    id: str
    title: str
    max_score: float
    checks: list[CheckColumn]


class ExerciseResult(BaseModel):
    """One student's attempt at one exercise: the one that counts."""

    exercise: str
    result: Result | None = Field(description="Null when there is none: not attempted yet, or the host unreachable.")
    late: LateEffect | None = None
    evidence: Link | None = Field(default=None, description="The evidence file, relative to the class page.")

    @property
    def score(self) -> float | None:
        """The points that count, after the late policy; None if there is no score, which is not zero."""
        if self.result is None or self.result.status != "graded":
            return None
        return self.late.after if self.late else self.result.counts


class StudentRow(BaseModel):
    """One student."""

    student: str = Field(description="The student's id in the roster.")
    name: str
    section: str | None = None
    host: str
    page: Link | None = Field(default=None, description="The student's own report, relative to the class page.")
    unreachable: str | None = Field(
        default=None, description="Why the host could not be reached in this run, in ssh's words."
    )
    attempts: list[ExerciseResult] = Field(description="One for each exercise of the class, in its order.")


class PreviousCheck(BaseModel):
    """The status of a check in the previous run."""

    id: str
    status: Status


class Previous(BaseModel):
    """One student's result in one exercise in the previous run."""

    student: str
    exercise: str
    score: float | None
    checks: list[PreviousCheck]


class PreviousRun(BaseModel):
    """The run that the section "Changes" compares with."""

    run: str
    kind: Kind = Field(
        default="grade", description="What made the difference: another run, or a change of records by this run."
    )
    why: str | None = Field(default=None, description="The reason that was given for the change.")
    results: list[Previous]


class RunRow(BaseModel):
    """A run in the gradebook: of grading, or of a change of records."""

    id: str
    kind: Kind
    at: str = Field(description="When it began; UTC.")
    ended: str | None = Field(default=None, description="When grading ended; UTC.")
    made_by: str | None = None
    why: str | None = None
    exercises: list[str]


class ClassReport(BaseModel):
    """A class after one run."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: Literal["grader.class/1"] = Field(default="grader.class/1", alias="schema")
    title: str
    language: Language = SOURCE
    run: str = Field(description="The id of the run in the gradebook.")
    started: str = Field(description="UTC, ISO 8601 with Z.")
    ended: str | None = Field(default=None, description="UTC; null while the run goes on.")
    grader: str = Field(description="The version of the grader.")
    resume: str | None = Field(default=None, description="The command that grades what is missing.")
    same_as: Link | None = Field(default=None, description="The similarity report, for the instructor.")
    timezone: str | None = Field(default="UTC", description="IANA name of the zone of the page's times; null: local.")
    command_words: str | None = Field(
        default=None, description="The class file and its options as words of a shell command; null under pseudonyms."
    )
    runs: list[RunRow] = Field(default=[], description="The last runs of the class, newest first.")
    exercises: list[ExerciseColumn]
    rows: list[StudentRow]
    previous: PreviousRun | None = None

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        for what, ids in (
            ("student", [row.student for row in self.rows]),
            ("exercise", [exercise.id for exercise in self.exercises]),
            *((f"check of {exercise.id}", [check.id for check in exercise.checks]) for exercise in self.exercises),
        ):
            if "" in ids or len(set(ids)) < len(ids):
                twice = ", ".join(sorted({one or "(empty)" for one in ids if not one or ids.count(one) > 1}))
                raise ValueError(f"each {what} needs a unique id; these are not unique: {twice}")
        expected = [exercise.id for exercise in self.exercises]
        for row in self.rows:
            if [attempt.exercise for attempt in row.attempts] != expected:
                raise ValueError(f"{row.student} needs one attempt for each of {expected}, in this order")
        return self


@dataclass(frozen=True)
class ClassMember:
    """A row's input, from the gradebook and the roster."""

    id: str
    name: str
    host: str
    results: Sequence[Result] = ()
    """The results that count, at most one per exercise. A result that could not be graded may be among them
    (`status: error`) or missing; it never counts as zero."""
    section: str | None = None
    page: str | None = None
    unreachable: str | None = None
    late: Mapping[str, LateEffect] = field(default_factory=dict)
    """By exercise; late work only."""
    evidence: Mapping[str, str] = field(default_factory=dict)
    """By exercise: the evidence file, relative to the class page."""


def build(
    title: str,
    students: Iterable[ClassMember],
    *,
    run: str,
    started: str,
    ended: str | None = None,
    language: Language = SOURCE,
    exercises: Sequence[ExerciseColumn] | None = None,
    previous_run: str | None = None,
    previous_kind: Kind = "grade",
    previous_why: str | None = None,
    previous: Iterable[Result] = (),
    resume: str | None = None,
    same_as: str | None = None,
    timezone: str | None = "UTC",
    command_words: str | None = None,
    runs: Sequence[RunRow] = (),
    grader: str = __version__,
) -> ClassReport:
    """Build the report of a class.

    Args:
        title: the name of the class.
        students: in the order of the roster.
        run: the id of the run.
        started: when it began, UTC.
        ended: when it ended, UTC.
        language: of the page.
        exercises: the columns, also of ungraded exercises; by default the exercises of the results, by id.
        previous_run: the id of the run to compare with, or of the change of records that made the difference.
        previous_kind: what that run is.
        previous_why: the reason for the change.
        previous: its results, each with its student.
        resume: the command that grades what is missing.
        same_as: the similarity report.
        timezone: the IANA name of the zone in which the page shows times; None for that of this machine.
        command_words: the class file and its options, quoted for a shell.
        runs: the last runs, newest first.
        grader: the version that graded.

    Raises:
        ValueError: a student, an exercise or a result occurs twice, or a result belongs to no exercise.
    """
    rows = list(students)
    columns = list(exercises) if exercises is not None else exercises_of(r for row in rows for r in row.results)
    return ClassReport(
        title=title,
        language=language,
        run=run,
        started=started,
        ended=ended,
        grader=grader,
        resume=resume,
        same_as=same_as,
        timezone=timezone,
        command_words=command_words,
        runs=list(runs),
        exercises=columns,
        rows=[_row(student, columns) for student in rows],
        previous=PreviousRun(
            run=previous_run, kind=previous_kind, why=previous_why, results=list(map(_previous, previous))
        )
        if previous_run
        else None,
    )


def exercises_of(results: Iterable[Result]) -> list[ExerciseColumn]:
    """The exercises of these results, with the checks of the result that has most of them."""
    found: dict[str, Result] = {}
    for result in results:
        known = found.get(result.exercise)
        if known is None or len(result.checks) > len(known.checks):
            found[result.exercise] = result
    return [
        ExerciseColumn(
            id=id_,
            title=result.title,
            max_score=result.max_score,
            checks=[
                CheckColumn(id=check.id, title=check.title, max_points=check.max_points, bonus=check.bonus)
                for check in result.checks
            ],
        )
        for id_, result in sorted(found.items())
    ]


def _row(student: ClassMember, exercises: Sequence[ExerciseColumn]) -> StudentRow:
    results = {result.exercise: result for result in student.results}
    if len(results) < len(student.results):
        raise ValueError(f"{student.id} has more than one result for an exercise; one counts")
    unknown = sorted({*results, *student.late} - {exercise.id for exercise in exercises})
    if unknown:
        raise ValueError(f"{student.id} has results of {', '.join(unknown)}, which this class does not have")
    return StudentRow(
        student=student.id,
        name=student.name,
        section=student.section,
        host=student.host,
        page=student.page,
        unreachable=student.unreachable,
        attempts=[
            ExerciseResult(
                exercise=id_, result=results.get(id_), late=student.late.get(id_), evidence=student.evidence.get(id_)
            )
            for id_ in (exercise.id for exercise in exercises)
        ],
    )


def _previous(result: Result) -> Previous:
    return Previous(
        student=result.student or "",
        exercise=result.exercise,
        score=result.score if result.status == "graded" else None,
        checks=[PreviousCheck(id=check.id, status=check.status) for check in result.checks],
    )
