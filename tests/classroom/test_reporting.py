import json
from urllib.parse import unquote

import pytest

from grader.classroom.classfile import read_class
from grader.classroom.reporting import Reporter, unreachable
from tests.classroom.conftest import ClassFolder

DEAD = "ssh://127.0.0.1:9"
ROSTER = """student_id,name,host,good,sleep
anna@school.example,Ada,local:,{good},0
학생-2,이름,{host},1,0
new,Cy,{dead},1,0
"""


@pytest.fixture(scope="module")
def twice(tmp_path_factory, new_course):
    """A class that was graded twice: the first does worse the second time, the second's host is gone by then."""
    folder = ClassFolder(tmp_path_factory.mktemp("class"), new_course())
    for good, host in ((1, "local:"), (0, DEAD)):
        folder.write(ROSTER.format(good=good, host=host, dead=DEAD), counts="latest")
        assert folder.grade("--quiet") == 3
    report = json.loads((folder.results / "reports" / "class.json").read_text())
    return folder, report, {row["student"]: row for row in report["rows"]}


def test_what_counts_may_be_of_an_earlier_run(twice):
    folder, _, _ = twice
    assert folder.scores() == {"anna@school.example": 0, "학생-2": 100, "new": None}


def test_a_report_compares_with_the_run_before(twice):
    _, report, _ = twice
    assert {one["student"] for one in report["previous"]["results"]} == {"anna@school.example", "학생-2", "new"}
    assert report["previous"]["run"] != report["run"]


def test_the_links_of_the_class_page_lead_to_the_students_pages(twice):
    folder, _, rows = twice
    for page in [row["page"] for row in rows.values()]:
        assert folder.results.joinpath("reports", unquote(page)).is_file()
        assert f'href="{page}"' in folder.results.joinpath("reports/class.html").read_text()


def test_a_student_who_was_never_seen_is_told_in_sshs_own_words(twice):
    folder, _, rows = twice
    assert "Connection refused" in rows["new"]["unreachable"]
    assert "Connection refused" in folder.results.joinpath("reports/students/new.html").read_text()


def test_a_report_with_gaps_says_how_to_fill_them(twice):
    folder, report, _ = twice
    assert report["resume"] == f"grader grade {folder.path} --resume"


def test_a_student_is_unreachable_if_the_run_saw_nothing_at_all(twice):
    folder, _, _ = twice
    with folder.book() as book:
        rows = book.run_rows(book.last_run())
        assert set(unreachable(rows)) == {"학생-2", "new"}
        [seen] = [row for row in rows if row.verdicts]
        assert set(unreachable([*rows, seen])) == {"학생-2", "new"}


def test_lost_or_damaged_evidence_spoils_no_report(twice):
    folder, _, _ = twice
    first, *others = sorted(folder.results.rglob("ex01.gz"))
    first.write_bytes(b"\x1f\x8bdamaged")
    for other in others:
        other.unlink()
    _write(folder, folder.tiny.course)
    assert folder.scores()["학생-2"] == 100


def test_records_of_an_exercise_that_the_course_no_longer_has_are_left_out(twice, new_course):
    folder, _, _ = twice
    other = new_course()
    (other.root / "rubrics").mkdir(exist_ok=True)
    with folder.book() as book:
        assert book.counting("best", class_name=book.last_run().class_name)
    other.write("def test_a():\n    pass\n")
    other.folder.rename(other.root / "exercises" / "ex02_tiny")
    keys = json.loads((other.root / "exercises/ex02_tiny/exercise.yml").read_text())
    other.save("exercises/ex02_tiny/exercise.yml", **{**keys, "id": "ex02"})
    _write(folder, other.course)
    assert folder.scores() == {"anna@school.example": None, "학생-2": None, "new": None}


def _write(folder, course):
    with folder.book() as book:
        reporter = Reporter(read_class(folder.path), course, "ko", folder.results / "reports", "grader grade")
        assert reporter.write(book, book.last_run()).is_file()
