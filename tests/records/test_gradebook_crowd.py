"""Many processes at once, killed ones, full disks and locks: nothing that was committed is lost."""

import contextlib
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import GradebookError
from grader.records.gradebook import Gradebook
from grader.records.tables import Runs
from tests.support.students import ANNA, Student, begin, ended, record, started

CLASS = [Student(f"s{number:03}") for number in range(12)]
MANY = [Student(f"m{number:03}") for number in range(250)]


def _grade_all(url: str, offset: int) -> None:
    """Grade the whole class in the run that is under way, as another process does at the same time."""
    with Gradebook.open(url) as book:
        run = begin(book, *CLASS, resume=True)
        students = CLASS[offset:] + CLASS[:offset]
        for number, student in enumerate(students):
            record(book, run, None, student, minute=1000 * offset + number)
            record(book, run, 50 + offset, student, minute=1000 * offset + 500 + number)


def test_processes_that_grade_the_same_students_leave_one_right_result_each(url):
    with Gradebook.open(url) as book:
        run = begin(book, *CLASS)
    ended(*[started(_grade_all, url, offset) for offset in (0, 3, 6, 9)])
    with Gradebook.open(url) as book:
        assert book.last_run().id == run.id
        for student in CLASS:
            tries = book.history(student.id)
            assert [one.number for one in tries] == list(range(1, 9))
            assert [one.is_result for one in tries].count(True) == 1
        rows = book.run_rows(run)
        assert [len(rows), {one.status for one in rows}] == [len(CLASS), {"graded"}]


def _grade_many(url: str, pipe: int) -> None:
    with Gradebook.open(url) as book:
        run = begin(book, *MANY, resume=True)
        done = run.done()
        for student in MANY:
            if (student.id, "ex05") not in done:
                record(book, run, 70, student)
                os.write(pipe, f"{student.id}\n".encode())


def test_a_killed_writer_leaves_every_row_that_it_reported(url):
    with Gradebook.open(url) as book:
        run = begin(book, *MANY)
    told: list[str] = []
    for _ in range(5):
        read, write = os.pipe()
        child = started(_grade_many, url, write)
        os.close(write)
        told.append(os.read(read, 5).decode().strip())
        # So short that no writer comes to the last student.
        time.sleep(random.uniform(0, 0.03))  # noqa: S311
        os.kill(child.pid, signal.SIGKILL)
        child.join(10)
        with os.fdopen(read) as rest:
            told += [line.strip() for line in rest if line.endswith("\n")]
        with Gradebook.open(url) as book:
            assert {student for student, _ in book.last_run().done()} >= set(told)
            assert {(len(one.verdicts), one.score.final) for one in book.run_rows(run)} == {(1, 70.0)}
    with Gradebook.open(url) as book:
        again = begin(book, *MANY, resume=True)
        assert (again.id, len(told) >= 5) == (run.id, True)
        done = again.done()
        for student in MANY:
            if (student.id, "ex05") not in done:
                record(book, again, 70, student)
        assert len(book.run_rows(again)) == len(MANY)
    if "://" not in url:
        with contextlib.closing(sqlite3.connect(url)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_a_lock_that_lasts_is_reported_and_what_failed_can_be_repeated(tmp_path):
    path = tmp_path / "gradebook.db"
    with Gradebook.open(path, patience=0.3) as book:
        run = begin(book)
        record(book, run, 60)
        with _locked(path):
            with pytest.raises(GradebookError, match="locked by another program"):
                record(book, run, 70, exercise="ex01")
            assert run.done() == {("s1", "ex05")}  # readers go on
        record(book, run, 70, exercise="ex01")
        assert run.done() == {("s1", "ex05"), ("s1", "ex01")}


def test_a_lock_that_hinders_write_ahead_logging_is_reported(tmp_path):
    path = tmp_path / "gradebook.db"
    Gradebook.open(path).close()
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
    with _locked(path), pytest.raises(GradebookError, match="locked by another program"):
        Gradebook.open(path, patience=0.3)


HOLD = """
import sqlite3, sys, time
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(0.7)
"""


def test_a_lock_that_passes_is_waited_for(tmp_path):
    path = tmp_path / "gradebook.db"
    Gradebook.open(path).close()
    with subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"locked\n"
        with Gradebook.open(path) as book:
            record(book, begin(book), 60)
            assert book.standing("s1", "ex05").score == 60


@pytest.mark.postgres
def test_a_lock_that_lasts_is_reported_by_postgres_too(postgres):
    import psycopg  # noqa: PLC0415

    url = postgres.database()
    with Gradebook.open(url, patience=0.3) as book:
        run = begin(book)
        with psycopg.connect(url) as other:
            other.execute(f"LOCK TABLE {Runs.name}, students IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(GradebookError, match="locked by another program"):
                record(book, run, 60)
        record(book, run, 60)
        assert run.done() == {("s1", "ex05")}


def _until_full(book: Gradebook) -> int:
    """Record until the gradebook refuses; gives how many were kept."""
    run = begin(book)
    for number in range(5000):
        try:
            record(book, run, 60, minute=number, host_key="k" * 500)
        except GradebookError as error:
            _expect_a_way_on(error)
            return number
    pytest.fail("it never got full")


def _expect_a_way_on(error: GradebookError) -> None:
    assert "disk" in str(error)
    assert "--resume" in error.next_step


def _with_a_limit(path: Path) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Gradebook.open(path) as book:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
        kept = _until_full(book)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        assert len(book.history(ANNA.id)) == kept
        record(book, book.last_run(), 60, minute=9999)
        assert len(book.history(ANNA.id)) == kept + 1


def test_a_file_that_may_not_grow_keeps_all_it_has_and_goes_on_later(tmp_path):
    ended(started(_with_a_limit, tmp_path / "gradebook.db"))


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False, timeout=20).returncode:
        pytest.skip("only root can mount a small disk; a limit of file sizes stands in for it above")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True, timeout=20)


def test_a_full_disk_keeps_all_it_has_and_goes_on_when_there_is_space(small_disk):
    path = small_disk / "gradebook.db"
    with Gradebook.open(path) as book:
        kept = _until_full(book)
        assert len(book.history(ANNA.id)) == kept
        subprocess.run(["mount", "-o", "remount,size=2m", small_disk], check=True, timeout=20)
        record(book, book.last_run(), 60, minute=9999)
        assert len(book.history(ANNA.id)) == kept + 1


def test_a_run_on_a_full_disk_says_so(small_disk):
    with Gradebook.open(small_disk / "gradebook.db") as book:
        (small_disk / "ballast").write_bytes(bytes(1_000_000)[: _free(small_disk)])
        with pytest.raises(GradebookError, match="disk is full"):
            _begin_for_ever(book)


def _begin_for_ever(book: Gradebook) -> None:
    while True:
        begin(book)


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
