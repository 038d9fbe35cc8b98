"""The files of a class report: the page, CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

from pathlib import Path

from pydantic import JsonValue

from grader.files import write_file
from grader.reports.class_report.data import ClassReport, StudentRow
from grader.reports.class_report.numbers import ClassTotal, class_numbers
from grader.reports.class_report.page import render_class
from grader.reports.json_output import indented, schema_of, strict_json
from grader.text.csv_safety import STANDARD, CsvLayout, to_csv


def write_class(
    report: ClassReport, folder: Path, *, layout: CsvLayout = STANDARD, templates: Path | None = None
) -> list[Path]:
    """Write class.html, class.csv, checks.csv and class.json into a folder, each atomically.

    Args:
        report: what to write.
        folder: created if it does not exist.
        layout: of the CSV files.
        templates: an institution's own templates, as for `render_class`.
    """
    files = {
        "class.html": render_class(report, templates),
        "class.csv": render_class_csv(report, layout),
        "checks.csv": render_checks_csv(report, layout),
        "class.json": render_class_json(report),
    }
    for name, text in files.items():
        write_file(folder / name, text)
    return [folder / name for name in files]


def render_class_csv(report: ClassReport, layout: CsvLayout = STANDARD) -> str:
    """One line per student: the points that count in each exercise, their total, and the status of the row.

    An unknown score is an empty cell, never a zero. The total is empty unless it includes every exercise that anybody
    was graded in. The status is `graded`, `incomplete`, `error`, `unreachable` or `not-attempted`.
    """
    numbers = class_numbers(report)
    exercises = [exercise.id for exercise in report.exercises]
    lines: list[list[str]] = [["student_id", "name", "section", "host", *exercises, "total", "max_total", "status"]]
    for row, total in zip(report.rows, numbers.totals, strict=True):
        scores = [layout.points(attempt.score) for attempt in row.attempts]
        whole = layout.points(total.score if total.complete else None)
        about = [row.student, row.name, row.section or "", row.host]
        lines.append([*about, *scores, whole, layout.points(numbers.max_score), _standing(row, total)])
    return to_csv(lines, layout)


def render_checks_csv(report: ClassReport, layout: CsvLayout = STANDARD) -> str:
    """One line per student, with two columns per check: points and status.

    Points are the check's own, before the late policy. Both cells are empty if there is no result. If the result could
    not be determined, the points are empty and the status is `error`.
    """
    columns = [(exercise.id, check.id) for exercise in report.exercises for check in exercise.checks]
    head = [name for one in columns for name in ("/".join(one), "/".join(one) + " status")]
    lines = [["student_id", *head]]
    for row in report.rows:
        found = {
            (attempt.exercise, check.id): (layout.points(check.points), check.status.value)
            for attempt in row.attempts
            if attempt.result
            for check in attempt.result.checks
        }
        lines.append([row.student, *(cell for one in columns for cell in found.get(one, ("", "")))])
    return to_csv(lines, layout)


def render_class_json(report: ClassReport) -> str:
    """The report as described by docs/class-report.schema.json: strict JSON, safe to print to a terminal."""
    return strict_json(report.model_dump(by_alias=True), compact=True)


def class_schema() -> dict[str, JsonValue]:
    """The JSON Schema of the output of `render_class_json`."""
    return schema_of(ClassReport, "A class report")


def _standing(row: StudentRow, total: ClassTotal) -> str:
    if total.score is not None:
        return "graded" if total.complete else "incomplete"
    if row.unreachable is not None:
        return "unreachable"
    return "error" if any(attempt.result for attempt in row.attempts) else "not-attempted"


if __name__ == "__main__":
    print(indented(class_schema()), end="")  # noqa: T201
