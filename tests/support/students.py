"""Students, attempts and grades to record, and processes that record them."""

import datetime
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Table, select

from grader.checking.attempt import Attempt
from grader.checks.verdict import Status, Verdict
from grader.errors import HostUnreachable, NotInEvidence
from grader.grading.grade import CheckPoints, Grade
from grader.grading.overrides import Override
from grader.records.entries import Changed, Entry, NewOverrides, Reason, Rescored
from grader.records.gradebook import Gradebook, Run

NOON = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.UTC)
NOON_IN_SEOUL = NOON.astimezone(datetime.timezone(datetime.timedelta(hours=9)))
EXERCISES = ["ex01", "ex05"]
CLASS = "docker-2026"
REASON = Reason("prof", "a bug in a check")


@dataclass(frozen=True)
class Student:
    id: str
    name: str = ""
    email: str = ""
    section: str = ""


ANNA, BORA = Student("s1", "Anna Müller", "anna@example.org", "A"), Student("s2", "김보라", "bora@example.org", "B")


def attempt(exercise: str = "ex05", *verdicts: Verdict, minute: int = 0) -> Attempt:
    given = list(verdicts) or [Verdict(check="made", status=Status.PASSED, fraction=1.0)]
    return Attempt(exercise, "ssh://host-1", NOON + datetime.timedelta(minutes=minute), 0.8, given)


def graded(points: float) -> Grade:
    verdict = Verdict(check="made", status=Status.PARTIAL, fraction=points / 100)
    return Grade((CheckPoints("made", points, 100.0, False, verdict),), points, 100.0, "graded")


def unknown(cause: str = "The host is gone.") -> Grade:
    verdict = Verdict(check="made", status=Status.ERROR, cause=cause)
    return Grade((CheckPoints("made", None, 100.0, False, verdict),), None, 100.0, "error")


def unreachable(exercise: str = "ex05", *, minute: int = 0) -> Attempt:
    lost = HostUnreachable("ssh: connect to host host-1: refused", next_step="Is it on?")
    return Attempt(exercise, "ssh://host-1", NOON + datetime.timedelta(minutes=minute), 3.0, [], error=lost)


@dataclass(frozen=True)
class TwoDaysLate:
    points: float = 68.0
    max_points: float = 80.0
    percent_kept: float = 80.0
    days: int = 2
    late_by: datetime.timedelta = datetime.timedelta(hours=30)
    deadline: datetime.datetime | None = NOON_IN_SEOUL
    reason: str = "late"


def begin(book: Gradebook, *students: Student, resume: bool = False, name: str = CLASS) -> Run:
    return book.begin_run(name, exercises=EXERCISES, students=students or (ANNA, BORA), resume=resume)


def entry(seen: Attempt, grade: Grade, **more) -> Entry:
    return Entry(seen, grade, **{"suite_hash": "5" * 16, "rubric_hash": "7" * 16, **more})


def record(book: Gradebook, run: Run, points: float | None, student: Student = ANNA, *, minute: int = 0, **more) -> int:
    """Record points, or an error, for a student."""
    look = attempt if points is not None else unreachable
    seen = look(more.pop("exercise", "ex05"), minute=minute)
    grade = unknown() if points is None else graded(points)
    (number,) = book.record(run, student.id, [entry(seen, grade, **more)])
    return number


def regrade(book: Gradebook, points: float | None, student: Student = ANNA, *, kind: str = "regrade") -> Changed:
    """Look again at all attempts of a student at ex05, and find so many points, or that it cannot be told."""
    return book.rescore(
        kind,
        again(book, points, student, kind=kind),
        REASON,
        class_name=CLASS,
        students=[student.id],
        exercises=["ex05"],
    )


def again(book: Gradebook, points: float | None, student: Student = ANNA, *, kind: str = "regrade") -> list[Rescored]:
    """The entries of such a regrade."""
    entries = []
    for record in book.attempts([student.id], ["ex05"], class_name=CLASS):
        looked = None
        if points is None:
            looked = replace(unreachable(), error=NotInEvidence("Not in evidence: id.", next_step="Grade it live."))
        elif kind == "regrade":
            looked = attempt("ex05", Verdict(check="made", status=Status.PARTIAL, fraction=points / 100))
        grade = unknown() if points is None else graded(points)
        entries.append(Rescored(record, grade, "8" * 16, evaluated=looked, suite_hash="9" * 16))
    return entries


def declare(book: Gradebook, override: Override, points: float | None = None, student: Student = ANNA) -> Changed:
    """Override something in ex05; with points, each attempt then has these."""
    entries = again(book, points, student, kind="override") if points is not None else []
    return book.declare(NewOverrides(student.id, "ex05", (override,)), entries, REASON, class_name=CLASS)


def rows(book: Gradebook, table: Table) -> list:
    return book._database.read(lambda c: c.execute(select(table)).all())


def started(work: Callable[..., None], *words: object) -> multiprocessing.Process:
    """The work in a process of its own. No gradebook may be open in this one."""
    child = multiprocessing.get_context("fork").Process(target=work, args=words)
    child.start()
    return child


def ended(*children: multiprocessing.Process, seconds: float = 60) -> None:
    """Wait until all have ended well."""
    for child in children:
        child.join(seconds)
        assert child.exitcode == 0
