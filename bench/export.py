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
MOODLE = (
    'Identifier,"Full name","ID number",Status,Grade,"Maximum Grade","Grade can be changed",A,"Last modified (grade)",F'
)


def moodle(grades: ClassGrades) -> str:
    """A grading worksheet of Moodle's."""
    rows = (
        f'"Participant {number}","{one.name}",{one.id},-,,100.00,Yes,-,-,'
        for number, one in enumerate(grades.identities(), 1)
    )
    return "\n".join([MOODLE, *rows, ""])


def canvas(grades: ClassGrades) -> str:
    """A gradebook that Canvas exported."""
    ids = [one.id for one in grades.exercises]
    header = ",".join(["Student,ID,SIS User ID,SIS Login ID,Section", *(f"{one} ({at})" for at, one in enumerate(ids))])
    rows = (f'"{one.name}",{at},{one.id},,' + "," * len(ids) for at, one in enumerate(grades.identities(), 4711))
    return "\n".join([header, "    Points Possible,,,," + ",100.00" * len(ids), *rows, ""])


def brightspace(grades: ClassGrades) -> str:
    """Grades that Brightspace exported."""
    items = [f"{one.id} Points Grade <Numeric MaxPoints:100>" for one in grades.exercises]
    rows = (",".join([f"#{one.id}", *("" for _ in items), "#"]) for one in grades.identities())
    return "\n".join([",".join(["OrgDefinedId", *items, "End-of-Line Indicator"]), *rows, ""])


def blackboard(grades: ClassGrades) -> str:
    """Grades that Blackboard wrote for working offline."""
    items = [f"{one.id} [Total Pts: 100 Score] |{at}" for at, one in enumerate(grades.exercises)]
    students = ([one.name, one.id, *("" for _ in items)] for one in grades.identities())
    rows = [["Last Name", "Username", *items], *students]
    return "".join("\t".join(f'"{cell}"' for cell in row) + "\n" for row in rows)


TEMPLATES = {
    ExportName.MOODLE_WORKSHEET: (moodle, "utf-8"),
    ExportName.MOODLE_FEEDBACK_ZIP: (moodle, "utf-8"),
    ExportName.CANVAS_CSV: (canvas, "utf-8"),
    ExportName.BRIGHTSPACE_CSV: (brightspace, "utf-8"),
    ExportName.BLACKBOARD_CSV: (blackboard, "utf-16"),
}


def template(name: ExportName, grades: ClassGrades, path: Path) -> Path | None:
    """The platform's own file for the class; None if the format fills in none."""
    if name not in TEMPLATES:
        return None
    text, encoding = TEMPLATES[name]
    path.write_text(text(grades), encoding=encoding)
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
        grades = class_grades(context, exercises, context.class_.students, timed=found.timed)
        options = ExportOptions(template=template(name, grades, place / "sheet.csv"))
        exported = found.rendered(grades, found.mapped(grades, options), options)
    size = sum(len(one.data) for one in exported.files) / 1e6
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:<24} {wall:6.1f} s {cpu:6.1f} s {size:6.1f} MB", flush=True)


if __name__ == "__main__":
    main()
