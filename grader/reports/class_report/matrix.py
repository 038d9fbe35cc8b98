"""The matrix of a class for the template: one row per student, one cell per exercise with its checks in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from grader.checks.verdict import Status
from grader.i18n.catalogue import translator
from grader.reports.class_report.data import ClassReport, ExerciseColumn, ExerciseResult, StudentRow
from grader.reports.class_report.numbers import ClassTotal
from grader.reports.summary import SYMBOLS
from grader.text.values import number

UNKNOWN = "?"
ABSENT = "·"
_STEPS = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. There are tens of thousands, so equal cells are shared, and their text is already escaped."""

    kind: Markup
    """The CSS classes: a status, `absent` or `unreachable`, and the step of its heat."""
    word: Markup
    """The word that a screen reader reads before the text."""
    text: Markup
    checks: Markup
    """The symbols of its checks, in the order of the rubric."""
    exercise: Markup
    """The id of its exercise."""


@dataclass(frozen=True)
class MatrixRow:
    """One student's row."""

    row: StudentRow
    total: Cell
    cells: list[Cell]


def matrix(report: ClassReport, totals: list[ClassTotal]) -> list[MatrixRow]:
    """The rows, in the order of the roster."""
    draw = _Drawing(report.language)
    return [
        MatrixRow(
            row,
            draw.total(total),
            [
                draw.exercise(exercise, attempt, unreachable=row.unreachable is not None)
                for exercise, attempt in zip(report.exercises, row.attempts, strict=True)
            ],
        )
        for row, total in zip(report.rows, totals, strict=True)
    ]


def symbols(exercise: ExerciseColumn, attempt: ExerciseResult) -> str:
    """A symbol for each check of the exercise: that of its status, or a dot where there is no result."""
    found = {check.id: SYMBOLS[check.status] for check in attempt.result.checks} if attempt.result else {}
    return "".join(found.get(check.id, ABSENT) for check in exercise.checks)


def heat(points: float, of: float) -> int:
    """The step of a share of the points, from 0 to 10; only all of the points are 10."""
    return max(0, min(_STEPS, int(_STEPS * points / of + 1e-9))) if of else _STEPS


class _Drawing:
    """Creates cells in one language."""

    def __init__(self, language: str) -> None:
        _ = translator(language)
        self._absent = _("not attempted")
        self._unreachable = _("unreachable")
        self._ungraded = _("not graded")
        self._late = _("late")
        self._incomplete = _("incomplete")

    def total(self, total: ClassTotal) -> Cell:
        """The total, with a question mark if it is incomplete."""
        if total.score is None:
            return _cell("", self._ungraded, UNKNOWN)
        mark = "" if total.complete else UNKNOWN
        return _cell("", "" if total.complete else self._incomplete, number(total.score) + mark)

    def exercise(self, exercise: ExerciseColumn, attempt: ExerciseResult, *, unreachable: bool) -> Cell:
        """The cell of one exercise: the score and its checks."""
        if attempt.result is None:
            if unreachable:
                return _cell("unreachable", self._unreachable, UNKNOWN, "", exercise.id)
            return _cell("absent", self._absent, ABSENT, "", exercise.id)
        checks = symbols(exercise, attempt)
        if attempt.score is None:
            return _cell("error", self._ungraded, UNKNOWN, checks, exercise.id)
        late = attempt.late is not None and attempt.late.after != attempt.late.before
        full = all(check.status is Status.PASSED for check in attempt.result.checks)
        kind = Status.PASSED if full else Status.PARTIAL if attempt.score > 0 else Status.FAILED
        warmth = heat(attempt.score, exercise.max_score)
        text = number(attempt.score) + ("*" if late else "")
        return _cell(f"{kind.value} h{warmth}", self._late if late else "", text, checks, exercise.id)


@lru_cache(maxsize=4096)
def _cell(kind: str, word: str, text: str, checks: str = "", exercise: str = "") -> Cell:
    return Cell(Markup(kind), escape(word), escape(text), escape(checks), escape(exercise))  # noqa: S704  words of ours
