"""A class folder: class.yml and roster over a course of one exercise, graded by real processes."""

import contextlib
import getpass
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from grader.cli.main import run
from grader.records.gradebook import Gradebook
from grader.records.tables import metadata
from tests.support import ROOT
from tests.support.processes import until

SUITE = """
def test_works(session, param):
    session.run("echo hello")
    session.sleep(param["sleep"])
    assert param["good"]
"""

THREE = """
def test_greets(session):
    assert session.run("echo hello").out == b"hello\\n"

def test_counts(session):
    said = session.run("echo 1; echo 2").out.split()
    if len(said) < 3:
        partial(0.5, "too-few", seen=[one.decode() for one in said], expected=3)

@pytest.mark.needs("counts")
def test_follows(session):
    fail("never", seen=session.run("echo hello").out.decode())
"""
"""Checks that pass, pass in part and fail: 50 of 100 points."""

WHY = ("--why", "seen in the lab", "--by", "prof")


class ClassFolder:
    """A class in a folder of its own; `roster` is CSV with columns good (1) and sleep (0)."""

    def __init__(self, folder: Path, tiny: object) -> None:
        self.folder = folder
        self.tiny = tiny
        self.path = folder / "class.yml"
        self.results = folder / "results"
        self._started: list[subprocess.Popen] = []

    def write(self, roster: str | int, suite: str = SUITE, *, host: str = "local:", **keys: object) -> "ClassFolder":
        """Write the class. A number as roster is so many students s001 … at `host`, which {n:03} may be part of."""
        self.tiny.write(suite)
        exercise = json.loads((self.tiny.folder / "exercise.yml").read_text())
        self.tiny.save("exercises/ex01_tiny/exercise.yml", **exercise, params={"good": 1, "sleep": 0})
        if isinstance(roster, int):
            rows = (f"s{n:03},Student {n},{host.format(n=n)},1,0" for n in range(1, roster + 1))
            roster = "student_id,name,host,good,sleep\n" + "\n".join(rows)
        (self.folder / "roster.csv").write_text(roster, encoding="utf-8")
        params = {"good": "{column:good}", "sleep": "{column:sleep}"} if "good" in roster.split("\n")[0] else {}
        keys = {"name": "tiny", "course": str(self.tiny.root), "params": {"ex01": params}, "retries": 0, **keys}
        self.path.write_text(
            json.dumps({"roster": "roster.csv", "account": getpass.getuser(), **keys}), encoding="utf-8"
        )
        return self

    def grade(self, *words: object) -> int:
        """Grade in this process."""
        return run(["grade", str(self.path), *map(str, words)])

    def start(self, *words: object, **more: object) -> subprocess.Popen:
        """Begin grading in a process of its own."""
        self._started.append(
            subprocess.Popen(
                [sys.executable, "-m", "grader", "grade", str(self.path), "--progress", "jsonl", *map(str, words)],
                cwd=ROOT,
                env={**os.environ, "LC_ALL": "C.UTF-8", "GRADER_MARK": str(self.folder)},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                **more,
            )
        )
        return self._started[-1]

    def finish(self, *words: object, **more: object) -> subprocess.CompletedProcess:
        """Grade in a process of its own, to the end."""
        process = self.start(*words, **more)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    @contextlib.contextmanager
    def book(self) -> Iterator[Gradebook]:
        with Gradebook.open(self.results / "gradebook.db", create=False) as book:
            yield book

    def tries(self) -> dict[str, list[str]]:
        """How each student's attempts of the last run ended, and none is of another run."""
        with self.book() as book:
            last = book.last_run()
            found = {student: book.history(student) for student in last.students}
            assert {one.run for records in found.values() for one in records} <= {last.id}
            return {student: [one.status for one in records] for student, records in found.items()}

    def scores(self) -> dict[str, float | None]:
        """What counts for each student, by the class's JSON."""
        report = json.loads((self.results / "reports" / "class.json").read_text())
        return {row["student"]: _score(row["attempts"][0]) if row["attempts"] else None for row in report["rows"]}

    def page(self, student: str) -> str:
        """The page of a student."""
        return (self.results / "reports" / "students" / f"{student}.html").read_text()

    def processes(self) -> dict[int, int]:
        """The processes of ours that are there, by id, with their parents."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, IndexError):
                if f"GRADER_MARK={self.folder}\0".encode() in (entry / "environ").read_bytes():
                    state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                    if state != "Z":
                        found[int(entry.name)] = int(parent)
        return found

    def fork_server(self, process: subprocess.Popen) -> int:
        return next(pid for pid, parent in self.processes().items() if parent == process.pid)

    def last_visit(self, process: subprocess.Popen) -> int:
        """The process of the only visit that is still under way."""
        server = self.fork_server(process)

        def visits() -> list[int]:
            return [pid for pid, parent in self.processes().items() if parent == server]

        until(lambda: len(visits()) == 1)
        return visits()[0]

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.communicate()
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _score(attempt: dict) -> float | None:
    late = attempt["late"]
    return late["after"] if late else attempt["result"] and attempt["result"]["score"]


def ended(process: subprocess.Popen, count: int, event: str = "ended") -> list[dict]:
    """The next so many of these events."""
    found = []
    while len(found) < count:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        said = json.loads(line)
        found += [said] if said["event"] == event else []
    return found


def nothing_left(folder: ClassFolder) -> bool:
    """Wait until all processes of ours are gone."""
    until(lambda: not folder.processes())
    return True


def write(folder: ClassFolder, suite: str, **keys: object) -> None:
    """Another suite and rubric, as an instructor mends them."""
    folder.tiny.write(suite, **keys)


def do(folder: ClassFolder, *words: str) -> int:
    return run([words[0], str(folder.path), *words[1:]])


def rows(folder: ClassFolder) -> dict[str, list]:
    with folder.book() as book:
        return book._database.read(
            lambda c: {table.name: c.execute(select(table)).all() for table in metadata.sorted_tables}
        )


def record(folder: ClassFolder, student: str = "s1"):
    with folder.book() as book:
        return book.history(student)[-1]
