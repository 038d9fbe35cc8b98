"""Students, attempts and grades to record, and processes that record them."""

import datetime
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass

from grader.checking.run import Attempt
from grader.checking.verdict import Status, Verdict
from grader.errors import HostUnreachable
from grader.grading.grade import Grade, Line
from grader.records.gradebook import Gradebook, Run

NOON = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.UTC)
EXERCISES = ["ex01", "ex05"]


@dataclass(frozen=True)
class Pupil:
    id: str
    name: str = ""
    email: str = ""
    section: str = ""


ANNA, BORA = Pupil("s1", "Anna Müller", "anna@example.org", "A"), Pupil("s2", "김보라", "bora@example.org", "B")


def attempt(exercise: str = "ex05", *verdicts: Verdict, minute: int = 0) -> Attempt:
    given = list(verdicts) or [Verdict(check="made", status=Status.PASSED, fraction=1.0)]
    return Attempt(exercise, "ssh://host-1", NOON + datetime.timedelta(minutes=minute), 0.8, given)


def graded(points: float) -> Grade:
    verdict = Verdict(check="made", status=Status.PARTIAL, fraction=points / 100)
    return Grade((Line("made", points, 100.0, False, verdict),), points, 100.0, "graded")


def unknown(cause: str = "The host is gone.") -> Grade:
    verdict = Verdict(check="made", status=Status.ERROR, cause=cause)
    return Grade((Line("made", None, 100.0, False, verdict),), None, 100.0, "error")


def unreachable(exercise: str = "ex05", *, minute: int = 0) -> Attempt:
    lost = HostUnreachable("ssh: connect to host host-1: refused", next_step="Is it on?")
    return Attempt(exercise, "ssh://host-1", NOON + datetime.timedelta(minutes=minute), 3.0, [], error=lost)


def begin(book: Gradebook, *students: Pupil, resume: bool = False, name: str = "docker-2026") -> Run:
    return book.begin_run(name, exercises=EXERCISES, students=students or (ANNA, BORA), resume=resume)


def record(book: Gradebook, run: Run, points: float | None, student: Pupil = ANNA, *, minute: int = 0, **more) -> int:
    """Record points, or an error, for a student."""
    seen = unreachable(more.pop("exercise", "ex05"), minute=minute) if points is None else None
    seen = seen or attempt(more.pop("exercise", "ex05"), minute=minute)
    grade = unknown() if points is None else graded(points)
    hashes = {"suite_hash": "5" * 16, "rubric_hash": "7" * 16, **more}
    return book.record(run, student=student.id, attempt=seen, grade=grade, **hashes)


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
