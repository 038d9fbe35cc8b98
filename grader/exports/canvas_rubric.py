"""`canvas-rubric`: a rubric for Canvas's “Import rubric” per exercise, with a criterion for each check.

It has no grades: `grader push canvas` fills in its criteria, which are called as the checks are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.junit import mapped
from grader.exports.keys import KeyMap
from grader.i18n.catalogue import translator
from grader.reports.class_report.data import ExerciseColumn
from grader.text.csv_safety import STANDARD, safe_cell, to_csv

_HEADER = ("Rubric Name", "Criteria Name", "Criteria Description", "Criteria Enable Range")
_RATING = ("Rating Name", "Rating Description", "Rating Points")
_LONGEST = 255
"""In characters, of a criterion's name."""


def _rendered(grades: ClassGrades, _keys: KeyMap, options: ExportOptions) -> Exported:
    return Exported([ExportedFile("rubric.csv", to_csv(_rows(grades, options)).encode())])


def _rows(grades: ClassGrades, options: ExportOptions) -> Iterator[list[str]]:
    _ = translator(grades.language)
    yield [*_HEADER, *_RATING, *_RATING]
    for exercise in grades.exercises:
        names = _names(exercise)
        for check in exercise.checks:
            if check.max_points:
                # A range takes any points between two ratings, as a check that is partly passed has.
                about = [options.item(exercise.id), names[check.id], check.id, "true"]
                yield [*about, _("passed"), "", STANDARD.points(check.max_points), _("failed"), "", STANDARD.points(0)]


def _names(exercise: ExerciseColumn) -> dict[str, str]:
    """The name of each criterion by check: the check's title, or its ID where the title would not identify it."""
    counts = Counter(check.title.casefold() for check in exercise.checks)

    def identifies(title: str) -> bool:
        return counts[title.casefold()] == 1 and 0 < len(title) <= _LONGEST and safe_cell(title) == title

    return {check.id: check.title if identifies(check.title) else check.id for check in exercise.checks}


FORMAT = ExportFormat(mapped, _rendered, takes=frozenset({"item"}))
