"""The columns of a platform's own file that take grades: which is whose, and filling them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from grader.errors import UsageError
from grader.exports.formats import ExportOptions, shared_item
from grader.exports.grades import ClassGrades
from grader.exports.template import Template, TemplateMatch, others_note
from grader.message import Message
from grader.text.clean import one_line

_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class GradeColumn:
    """A column of a template that takes grades."""

    index: int
    names: tuple[str, ...]
    """What it may be called; what an error calls it is first."""
    most: float
    """The maximum points on the platform; 0 if there is none or it is not known."""


@dataclass(frozen=True, slots=True)
class FilledItems:
    """The cells to fill, by row and column, and what the instructor should know."""

    cells: dict[tuple[int, int], str]
    notes: list[Message]


def number(text: str) -> float | None:
    """A number with a decimal point or comma and without other separators; None if it is something else."""
    return float(text.replace(",", ".")) if re.fullmatch(r"\d+([.,]\d+)?", text) else None


def grade_columns(
    template: Template, grades: ClassGrades, options: ExportOptions, known: Sequence[GradeColumn]
) -> dict[str, GradeColumn]:
    """The column of each exercise.

    Raises:
        UsageError: an exercise has none, several are called like it, or it is another exercise's.
    """
    found: dict[str, GradeColumn] = {}
    for exercise in grades.exercises:
        wanted = options.item(exercise.id).casefold()
        called = [one for one in known if wanted in (name.casefold() for name in one.names)]
        if len(called) == 1:
            found[exercise.id] = called[0]
    missing = [one.id for one in grades.exercises if one.id not in found]
    if missing:
        listed = [f"“{one_line(column.names[0], 80)}”" for column in known]
        raise UsageError(
            Message(
                "{path} has no column for {exercises}, or more than one.",
                path=template.path,
                exercises=", ".join(missing),
            ),
            next_step=Message(
                "Name the column: --item EXERCISE=COLUMN, or leave the exercise out with --exercise. Its columns of "
                "grades are: {columns}",
                columns=", ".join(listed[:_MOST_LISTED]) + (" …" if len(listed) > _MOST_LISTED else ""),
            ),
        )
    by_index = {one.index: one for one in found.values()}
    if len(by_index) < len(found):
        uses = Counter(one.index for one in found.values())
        raise shared_item(by_index[max(uses, key=lambda index: uses[index])].names[0])
    return found


def fill_items(
    template: Template,
    match: TemplateMatch,
    grades: ClassGrades,
    columns: dict[str, GradeColumn],
    *,
    keeps: Callable[[str], bool] = lambda _: False,
) -> FilledItems:
    """Fill in the points that count. A cell without a score stays as it is.

    Args:
        template: the platform's file.
        match: the rows of the students.
        grades: the class.
        columns: by exercise.
        keeps: whether a cell has something that no score may replace.
    """
    decimal = _decimal(template, [*(one.index for one in columns.values()), *range(len(template.header))])
    cells: dict[tuple[int, int], str] = {}
    kept = 0
    for exercise in grades.exercises:
        column = columns[exercise.id]
        share = column.most / exercise.max_score if column.most and exercise.max_score else 1.0
        for student in grades.students:
            row, points = match.rows.get(student.who.id), student.points(exercise.id)
            if row is None or points is None:
                continue
            if keeps(template.cell(row, column.index)):
                kept += 1
            else:
                cells[row, column.index] = f"{points * share:z.2f}".replace(".", decimal)
    notes = [*others_note(template, match), *_converted(grades, columns)]
    if kept:
        notes.append(
            Message(
                "{n} score was not written, because the platform's file says excused or not assigned there",
                plural="{n} scores were not written, because the platform's file says excused or not assigned there",
                n=kept,
            )
        )
    return FilledItems(cells, notes)


def _converted(grades: ClassGrades, columns: dict[str, GradeColumn]) -> Iterable[Message]:
    for one in grades.exercises:
        most = columns[one.id].most
        if most and one.max_score and most != one.max_score:
            yield Message(
                "the points of {exercise} were converted: {own} here are {theirs} on the platform",
                exercise=one.id,
                own=f"{one.max_score:g}",
                theirs=f"{most:g}",
            )


def _decimal(template: Template, columns: Iterable[int]) -> str:
    """The decimal separator of the first number with decimals in these columns; a point if there is none."""
    for index in columns:
        for cell in template.column(index):
            if found := re.fullmatch(r"\d+([.,])\d+", cell):
                return found[1]
    return "."
