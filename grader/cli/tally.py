"""Counts what happens in a class run, and puts it in words."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from grader.classroom.grading import GradedRow
from grader.classroom.schedule import Event, VisitEnded, VisitMoved, VisitStarted
from grader.text.clean import one_line
from grader.text.values import number

Listener = Callable[[Event | GradedRow], None]


@dataclass
class Tally:
    """How many students are running, waiting, finished and unreachable."""

    total: int
    running: dict[str, str] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)

    def count(self, event: Event | GradedRow) -> None:
        """Count an event."""
        match event:
            case VisitStarted(visit):
                self.running[visit.student] = "connecting"
            case VisitMoved(visit, exercise):
                self.running[visit.student] = exercise
            case GradedRow():
                self.running.pop(event.student, None)
                if event.final:
                    self.done["unreachable" if event.cause else "done"] += 1
            case VisitEnded():
                pass  # its result follows as a row

    @property
    def waiting(self) -> int:
        """Students whose visit has not begun."""
        return max(0, self.total - self.done.total() - len(self.running))

    @property
    def left(self) -> float | None:
        """Estimated seconds until the end; None while no student is finished."""
        done = self.done.total()
        return (time.monotonic() - self.began) / done * (self.total - done) if done else None

    def line(self) -> str:
        """The counts and the estimated time left, in one line."""
        left = "" if self.left is None else f", {clock(self.left)} left"
        return (
            f"{self.done['done']} done, {len(self.running)} running, {self.waiting} waiting, "
            f"{self.done['unreachable']} unreachable of {self.total}{left}"
        )


def clock(seconds: float) -> str:
    """Seconds as 1:05, or 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def scores(row: GradedRow) -> str:
    """A student's points in each exercise; a dash for a result that could not be determined."""
    return "  ".join(f"{name} {'–' if score is None else number(score)}" for name, score in row.scores.items())


def line_of(row: GradedRow) -> str:
    """A student's row in one line."""
    student = f"{one_line(row.student)}  {one_line(row.name, 40)}  "
    if row.cause:
        again = "" if row.final else " – will be retried"
        return f"{student}{one_line(row.cause, 200)}{again}"
    return f"{student}{scores(row)}  {row.seconds:.1f} s"
