"""`csv`: a table of the scores for any spreadsheet or program."""

from __future__ import annotations

from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.keys import STUDENT_ID, KeyMap, map_keys
from grader.exports.tables import score_rows
from grader.text.csv_safety import to_csv


def _mapped(grades: ClassGrades, options: ExportOptions) -> KeyMap:
    return map_keys(grades, STUDENT_ID, options.key, in_table=False)


def _rendered(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Exported:
    layout = options.layout
    rows = score_rows(grades, keys)
    text = to_csv(([one if isinstance(one, str) else layout.points(one) for one in row] for row in rows), layout)
    return Exported([ExportedFile("scores.csv", text.encode())])


FORMAT = ExportFormat(_mapped, _rendered, takes=frozenset({"layout"}))
