"""The matrix of a class for the template: one row per student, one column per check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from grader.checks.verdict import Status
from grader.i18n.catalogue import translator
from grader.reports.class_report.data import ClassReport, ExerciseColumn, ExerciseResult, StudentRow
from grader.reports.class_report.numbers import ClassTotal
from grader.reports.summary import status_word
from grader.text.values import number

_NOT_KNOWN = "?"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. There are tens of thousands, so equal cells are shared, and their text is already escaped."""

    kind: Markup
    """The CSS class: a status, `absent`, `unreachable` or `score`."""
    column: Markup
    """The CSS class of its exercise."""
    word: Markup
    """The word that a screen reader reads before the text."""
    text: Markup


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
                cell
                for place, (exercise, attempt) in enumerate(zip(report.exercises, row.attempts, strict=True), 1)
                for cell in draw.exercise(exercise, attempt, f"e{place}", unreachable=row.unreachable is not None)
            ],
        )
        for row, total in zip(report.rows, totals, strict=True)
    ]


class _Drawing:
    """Creates cells in one language."""

    def __init__(self, language: str) -> None:
        _ = translator(language)
        self._status = {status: status_word(status, language) for status in Status}
        self._absent = _("not attempted")
        self._unreachable = _("unreachable")
        self._ungraded = _("not graded")
        self._late = _("late")
        self._incomplete = _("incomplete")

    def total(self, total: ClassTotal) -> Cell:
        """The total, with a question mark if it is incomplete."""
        if total.score is None:
            return _cell("total", "fix", self._ungraded, _NOT_KNOWN)
        mark = "" if total.complete else _NOT_KNOWN
        return _cell("total", "fix", "" if total.complete else self._incomplete, number(total.score) + mark)

    def exercise(
        self, exercise: ExerciseColumn, attempt: ExerciseResult, column: str, *, unreachable: bool
    ) -> Iterator[Cell]:
        """The cells of one exercise: the score, then its checks."""
        if attempt.result is None:
            kind, word = ("unreachable", self._unreachable) if unreachable else ("absent", self._absent)
            yield _cell("score", column, word, _NOT_KNOWN if unreachable else "·")
            yield from [_cell(kind, column, word, "")] * len(exercise.checks)
            return
        late = attempt.late is not None and attempt.late.after != attempt.late.before
        if attempt.score is None:
            yield _cell("score", column, self._ungraded, _NOT_KNOWN)
        else:
            yield _cell("score", column, self._late if late else "", number(attempt.score) + ("*" if late else ""))
        found = {check.id: check for check in attempt.result.checks}
        for column_check in exercise.checks:
            check = found.get(column_check.id)
            if check is None:
                yield _cell("absent", column, self._absent, "")
            else:
                points = _NOT_KNOWN if check.points is None else number(check.points)
                yield _cell(check.status.value, column, self._status[check.status], points)


@lru_cache(maxsize=4096)
def _cell(kind: str, column: str, word: str, text: str) -> Cell:
    return Cell(Markup(kind), Markup(column), escape(word), escape(text))  # noqa: S704  words of ours
