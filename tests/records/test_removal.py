import datetime
import sqlite3

import pytest
from sqlalchemy import create_engine, inspect, text

from grader.errors import GradebookError
from grader.records.connection import located
from grader.records.gradebook import Gradebook
from tests.support.students import ANNA, BORA, begin, record

LATER = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
EARLIER = LATER - datetime.timedelta(days=2)


def rows(url):
    """How many rows each table has."""
    engine = create_engine(located(url, create=False))
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        found = {name: connection.execute(text(f"SELECT COUNT(*) FROM {name}")).scalar() for name in names}  # noqa: S608
    engine.dispose()
    return found


def graded(book, tmp_path, *, command=""):
    evidence = tmp_path / "ex05.gz"
    evidence.write_bytes(b"x")
    plan = {"exercises": ["ex05"], "students": [ANNA, BORA], "command": command}
    run = book.begin_run("docker-2026", **plan)
    for student in (ANNA, BORA):
        record(book, run, 50, student, evidence=evidence)
    return run


def test_all_rows_of_a_forgotten_student_go_and_no_others(book, url, tmp_path):
    graded(book, tmp_path)
    before = rows(url)
    book.forget(ANNA.id)
    after = rows(url)
    for table in ("students", "run_students", "attempts", "results", "verdicts", "scores"):
        assert after[table] == before[table] - 1 == 1
    assert book.history(ANNA.id) == []
    assert book.kept(ANNA.id) is None
    assert [one.student for one in book.standings()] == [BORA.id]


def test_commands_that_name_a_forgotten_student_no_longer_do(book, tmp_path):
    graded(book, tmp_path, command="grader grade --student s1 --student s12 'Anna Müller'")
    book.forget(ANNA.id)
    assert book.last_run().command == "grader grade --student (forgotten) --student s12 '(forgotten)'"


def test_forgetting_somebody_unknown_changes_nothing(book, url, tmp_path):
    graded(book, tmp_path)
    before = rows(url)
    book.forget("nobody")
    assert rows(url) == before


def test_the_names_are_no_longer_in_the_files_of_the_database(tmp_path):
    with Gradebook.open(tmp_path / "gradebook.db") as book:
        graded(book, tmp_path)
        book.forget(ANNA.id)
        left = b"".join(path.read_bytes() for path in tmp_path.glob("gradebook.db*"))
        assert ANNA.name.encode() not in left
        assert BORA.name.encode() in left


def test_a_reader_in_the_way_is_reported(tmp_path):
    with Gradebook.open(tmp_path / "gradebook.db", patience=0.2) as book:
        graded(book, tmp_path)
        with sqlite3.connect(tmp_path / "gradebook.db", isolation_level=None) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM students").fetchall()
            with pytest.raises(GradebookError, match=r"another program is reading the gradebook|is locked"):
                book.forget(ANNA.id)
        reader.close()
        book.forget(ANNA.id)
        assert book.kept(ANNA.id) is None


def test_what_is_old_is_decided_by_the_time_of_its_recording(book, tmp_path):
    graded(book, tmp_path)
    assert book.old(EARLIER).attempts == ()
    assert len(book.old(LATER).attempts) == 2
    assert [book.file(path) for path in book.old(LATER, with_evidence=True).evidence] == [tmp_path / "ex05.gz"]


def test_evidence_goes_and_grades_stay(book, tmp_path):
    run = graded(book, tmp_path)
    book.forget_evidence(book.old(LATER, with_evidence=True).evidence)
    found = book.run_rows(run)
    assert [(one.evidence, one.score.final) for one in found] == [(None, 50.0)] * 2
    assert all(one.evidence_sha256 for one in found)
    assert book.old(LATER, with_evidence=True).attempts == ()


def test_old_records_go_with_all_that_hangs_on_them(book, url, tmp_path):
    graded(book, tmp_path)
    book.delete_old(book.old(LATER), LATER, roster=[BORA.id])
    assert {table: count for table, count in rows(url).items() if count} == {
        "gradebook_version": 1, "classes": 1, "runs": 1, "students": 1,
    }  # fmt: skip
    assert book.kept(BORA.id) is not None


def test_newer_records_and_other_classes_stay(book, url, tmp_path):
    graded(book, tmp_path)
    other = begin(book, ANNA, name="another")
    record(book, other, 70)
    before = rows(url)
    book.delete_old(book.old(EARLIER, class_name="docker-2026"), EARLIER, roster=[], class_name="docker-2026")
    assert rows(url) == before
    book.delete_old(book.old(LATER, class_name="docker-2026"), LATER, roster=[], class_name="docker-2026")
    assert [one.student for one in book.standings(class_name="another")] == [ANNA.id]
