"""`python -m bench.export [COUNT]`: a class of 1,000 with 16 exercises, exported in each format, on this machine.

The class is that of `bench.regrade`. Reading the gradebook is part of each export, starting Python is not.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from bench.regrade import prepare
from grader.classroom.class_context import open_class
from grader.classroom.exporting import class_grades
from grader.exports.formats import ExportName, ExportOptions, export_format
from grader.exports.grades import ClassGrades
from grader.gc_tuning import tune_gc

COUNT = 1000
MOST_SECONDS = 2.0
SHEET = (
    'Identifier,"Full name","ID number",Status,Grade,"Maximum Grade","Grade can be changed",A,"Last modified (grade)",F'
)


def worksheet(grades: ClassGrades, path: Path) -> Path:
    """A grading worksheet of Moodle's for the class."""
    rows = (
        f'"Participant {number}","{one.name}",{one.id},-,,100.00,Yes,-,-,'
        for number, one in enumerate(grades.identities(), 1)
    )
    path.write_text("\n".join([SHEET, *rows, ""]), encoding="utf-8")
    return path


def main() -> None:
    """Measure and print the table."""
    tune_gc()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        rows = prepare(place, count)
        print(f"{count} students, {rows} results\n{'':<24} {'wall':>8} {'cpu':>8} {'size':>9}")
        for name in ExportName:
            export(name, place)
    print(f"Wanted: {MOST_SECONDS:g} s for each format.")


def export(name: ExportName, place: Path) -> None:
    found = export_format(name)
    wall, cpu = time.perf_counter(), time.process_time()
    with open_class(place / "class.yml", None, None, "en") as context:
        exercises = context.exercises(["ex05"] if found.one_exercise else None)
        grades = class_grades(context, exercises, context.class_.students)
        template = worksheet(grades, place / "sheet.csv") if found.needs_template else None
        options = ExportOptions(template=template)
        exported = found.rendered(grades, found.mapped(grades, options), options)
    size = sum(len(one.data) for one in exported.files) / 1e6
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:<24} {wall:6.1f} s {cpu:6.1f} s {size:6.1f} MB", flush=True)


if __name__ == "__main__":
    main()
