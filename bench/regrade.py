"""`python -m bench.regrade [COUNT]`: a class of 1,000 regraded from evidence, and rescored, on this machine.

The students are those of the sample class under other names, each with evidence files of their own. The live grading is
written into the gradebook directly; what is measured are the commands that an instructor calls.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from bench.measure import Cost, measured
from grader.checking.attempt import Attempt
from grader.checking.job import Job
from grader.checking.replays import replays
from grader.classroom.class_reader import read_class
from grader.grading.scoring import scored
from grader.grading.worktime import work_done_at
from grader.records.entries import Entry
from grader.records.gradebook import Gradebook
from grader.records.hashes import rubric_hash, suite_hash

COUNT = 1000
MOST_SECONDS = 60
ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "grader" / "demo" / "evidence"


def prepare(place: Path, count: int) -> int:
    """A class that was graded live; gives its rows."""
    for part in ("exercises", "rubrics"):
        shutil.copytree(ROOT / part, place / "course" / part)
    rows = "".join(f"h{n:04},Student {n},h{n:04}\n" for n in range(1, count + 1))
    (place / "roster.csv").write_text("student_id,name,host\n" + rows, encoding="utf-8")
    keys = {"name": "thousand", "roster": "roster.csv", "course": "course"}
    (place / "class.yml").write_text(json.dumps(keys), encoding="utf-8")
    klass = read_class(place / "class.yml")
    exercises = klass.exercises(klass.course())
    people = sorted(SAMPLE.iterdir())
    recordings = [person / f"{one.id}.gz" for person in people for one in exercises]
    jobs = [Job(one, f"evidence:{person / one.id}.gz") for person in people for one in exercises]
    seen = dict(zip(recordings, replays(jobs), strict=True))
    hashes = {one.id: (suite_hash(one), rubric_hash(klass.course().rubric(one.id))) for one in exercises}
    with Gradebook.open(klass.gradebook()) as book:
        run = book.begin_run(klass.file.name, exercises=[one.id for one in exercises], students=klass.students)
        for number, student in enumerate(klass.students):
            sources = [people[number % len(people)] / f"{one.id}.gz" for one in exercises]
            folder = place / "results" / "evidence" / run.id / student.id
            folder.mkdir(parents=True)
            book.record(run, student.id, [entry(klass, student, seen[one], one, folder, hashes) for one in sources])
        run.finish()
    return len(klass.students) * len(exercises)


def entry(klass, student, attempt: Attempt, source: Path, folder: Path, hashes: dict[str, tuple[str, str]]) -> Entry:
    copy = folder / source.name
    shutil.copyfile(source, copy)
    rubric = klass.course().rubric(attempt.exercise)
    done = work_done_at(attempt)
    result = scored(
        rubric,
        attempt.verdicts,
        (),
        terms=klass.late_terms(student, rubric.exercise),
        started=attempt.started,
        work_done_at=done,
    )
    of = hashes[attempt.exercise]
    return Entry(attempt, result.grade, *of, evidence=copy, work_done_at=done, late=result.late)


def double(rubrics: Path) -> None:
    """All points of all rubrics twice: every score changes."""
    for path in rubrics.glob("ex*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"points: (\d+)", lambda found: f"points: {int(found[1]) * 2}", text), encoding="utf-8")


def show(name: str, cost: Cost, rows: int) -> None:
    each = f"{1000 * cost.wall / rows:6.1f} ms {1000 * cost.cpu / rows:6.1f} ms"
    print(f"{name:<34} {cost.wall:6.1f} s {cost.cpu:6.1f} s {each} {cost.memory / 1e6:6.0f} MB", flush=True)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        rows = prepare(place, count)
        print(f"{count} students, {rows} rows")
        print(f"{'':<34} {'wall':>8} {'cpu':>8} {'wall/row':>9} {'cpu/row':>9} {'memory':>9}")
        grader = [sys.executable, "-m", "grader"]
        file = str(place / "class.yml")

        def regraded(name: str, *words: str) -> Cost:
            cost = measured([*grader, "regrade", file, *words], memory=True)
            show(name, cost, rows)
            return cost

        same = regraded("regrade, nothing differs")
        double(place / "course" / "rubrics")
        changed = regraded("regrade, everything differs")
        show("undo", measured([*grader, "undo", file], memory=True), rows)
        regraded("rescore, everything differs", "--rescore")
        print(f"Wanted: {MOST_SECONDS} s for a regrade, its reports included.")
        assert count < COUNT or max(same.wall, changed.wall) < MOST_SECONDS


if __name__ == "__main__":
    main()
