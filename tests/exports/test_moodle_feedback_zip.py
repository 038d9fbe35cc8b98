import pytest

from grader.exports.formats import ExportOptions
from grader.exports.moodle_feedback_zip import FORMAT
from tests.support.class_grades import class_of, exported, student, who
from tests.support.moodle_rules import imported_zip
from tests.support.samples import bind_mount

SHEET = """Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)"
"Participant 101",".hidden_99_assignsubmission/..\\x",a@x.example,,,100.00,Yes,-,-
"Participant 102",예시 김,b@x.example,,,100.00,Yes,-,-
"Participant 103",Nobody,c@x.example,,,100.00,Yes,-,-
"""


@pytest.fixture
def options(tmp_path):
    (tmp_path / "Grades.csv").write_text(SHEET, encoding="utf-8")
    return ExportOptions(template=tmp_path / "Grades.csv")


@pytest.fixture
def grades():
    return class_of(
        student(who("s1", email="a@x.example", name="Ada"), bind_mount()),
        student(who("s2", email="b@x.example"), bind_mount()),
        student(who("s3", email="c@x.example")),
    )


def test_moodle_gives_each_student_the_own_page(grades, options):
    found = imported_zip(exported(FORMAT, grades, options), (101, 102, 103, 99))
    assert set(found) == {101, 102}
    name, page = found[101]
    assert name == "ex05.html"
    assert b"Ada" in page
    assert page.startswith(b"<!doctype html>")


def test_the_same_pages_are_the_same_archive(grades, options):
    assert exported(FORMAT, grades, options) == exported(FORMAT, grades, options)
