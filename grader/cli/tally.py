"""Counts what happens in a class run, and puts it in words."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from grader.classroom.grading import GradedRow
from grader.classroom.schedule import Event, VisitEnded, VisitMoved, VisitStarted
from grader.i18n.catalogue import translator
from grader.i18n.error_translation import in_language
from grader.i18n.languages import SOURCE
from grader.text.clean import one_line
from grader.text.values import number

Listener = Callable[[Event | GradedRow], None]


@dataclass
class Tally:
    """How many students are running, waiting, finished and unreachable."""

    total: int
    language: str = SOURCE
    running: dict[str, str] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)

    def count(self, event: Event | GradedRow) -> None:
        """Count an event."""
        _ = translator(self.language)
        match event:
            case VisitStarted(visit):
                self.running[visit.student] = _("connecting")
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
        _ = translator(self.language)
        said = _("{done} done, {running} running, {waiting} waiting, {unreachable} unreachable of {total}").format(
            done=self.done["done"],
            running=len(self.running),
            waiting=self.waiting,
            unreachable=self.done["unreachable"],
            total=self.total,
        )
        if self.left is None:
            return said
        left = _("{time} left").format(time=clock(self.left))
        return f"{said}, {left}"


def clock(seconds: float) -> str:
    """Seconds as 1:05, or 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def parts_of(row: GradedRow, language: str) -> list[str]:
    """The student, and the points in each exercise or why there are none; a dash is what could not be determined."""
    student = [part for part in (one_line(row.student), one_line(row.name, 40)) if part]
    if row.cause:
        _ = translator(language)
        cause = one_line(in_language(row.cause, language), 200)
        return [*student, cause if row.final else _("{cause} – will be retried").format(cause=cause)]
    points = (f"{name} {'–' if score is None else number(score)}" for name, score in row.scores.items())
    return [*student, *points, f"{row.seconds:.1f} s"]


def line_of(row: GradedRow, language: str) -> str:
    """A student's row in one line."""
    return "  ".join(parts_of(row, language))
