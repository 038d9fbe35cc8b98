"""Evidence is checked before grading: whose it is, and which parameter values it was collected with."""

import getpass
import html
import json
import re

import pytest

from grader.evidence.file import Evidence

SUITE = """
def test_named(session, param):
    assert session.run(f"echo {param['net']}").rc == 0

def test_listed(session, param):
    if param["port"] not in (80, 8017):
        fail("wrong", seen=param["port"])
"""
ROSTER = "student_id,name,host,net\ns001,Ada,{ada},net7\ns002,Bo,{bo},net8\n"


@pytest.fixture
def given(class_folder):
    """given(ada=…, bo=…, params=…): grade two students by these hosts; gives the class folder."""

    def write(ada="local:", bo="local:", **params):
        class_folder.tiny.write(SUITE)
        exercise = json.loads((class_folder.tiny.folder / "exercise.yml").read_text())
        class_folder.tiny.save("exercises/ex01_tiny/exercise.yml", **exercise, params={"net": "net1", "port": 80})
        (class_folder.folder / "roster.csv").write_text(ROSTER.format(ada=ada, bo=bo))
        keys = {
            "name": "tiny",
            "roster": "roster.csv",
            "account": getpass.getuser(),
            "course": str(class_folder.tiny.root),
            "retries": 0,
        }
        class_folder.path.write_text(json.dumps({**keys, "params": {"ex01": params}}))
        return class_folder

    return write


@pytest.fixture
def evidence(given, class_folder):
    """Evidence of Ada and Bo, beside the class file; its manifest says what the keywords say."""
    assert given().grade("--quiet") == 0

    def write(whose, **manifest):
        [path] = class_folder.results.glob(f"evidence/*/{whose}/ex01.gz")
        evidence = Evidence.read(path)
        Evidence(evidence.manifest.model_copy(update=manifest), evidence.facts).write(
            class_folder.folder / "given.evidence"
        )
        return "evidence:given.evidence"

    return write


def graded(class_folder, capsys):
    """The exit code, what was said, and how each student's new attempt ended."""
    capsys.readouterr()
    code = class_folder.grade("--output", class_folder.folder / "again")
    class_folder.results = class_folder.folder / "again"
    return code, capsys.readouterr().err, class_folder.tries()


def test_evidence_of_another_student_is_an_error_that_names_both(given, evidence, capsys):
    class_folder = given(ada=evidence("s002"))
    code, said, tries = graded(class_folder, capsys)
    assert (code, tries) == (3, {"s001": ["error"], "s002": ["graded"]})
    assert "given.evidence lies in s001's place, but is evidence of s002." in said
    page = html.unescape(class_folder.page("s001"))
    assert "The file that was submitted for ex01 names another student." in page
    assert "s002" not in page


def test_so_is_that_of_somebody_who_is_not_in_the_class(given, evidence, capsys):
    code, said, _ = graded(given(ada=evidence("s002", student="s999")), capsys)
    assert code == 3
    assert "lies in s001's place, but is evidence of s999" in said


@pytest.mark.parametrize("student", [None, "s001", "ADA"])
def test_evidence_that_names_no_student_or_the_student_in_another_way_is_graded(given, evidence, capsys, student):
    code, said, tries = graded(given(ada=evidence("s002", student=student)), capsys)
    assert (code, tries["s001"]) == (0, ["graded"])
    assert "place" not in said


def test_check_tells_of_it_before_anything_is_graded(given, evidence, capsys):
    class_folder = given(ada=evidence("s002"))
    capsys.readouterr()
    assert class_folder.grade("--check") == 3
    out = capsys.readouterr().out
    assert re.search(r"(?m)^✗ s001  .*lies in s001's place", out)
    assert len(re.findall(r"(?m)^. s00\d  ", out)) == 2


def test_what_was_not_asked_for_the_students_values_is_an_error_and_no_failure(given, evidence, capsys):
    class_folder = given(ada=evidence("s001"), net="{column:net}")
    code, _, tries = graded(class_folder, capsys)
    assert (code, tries["s001"]) == (3, ["error"])
    with class_folder.book() as book:
        [record] = book.history("s001")
    assert {one.check: one.status for one in record.verdicts} == {"named": "error", "listed": "passed"}
    assert "It was recorded with net=net1." in record.verdicts[0].cause
    assert "net=net7" in record.verdicts[0].cause


def test_values_other_than_the_classs_are_reported_with_the_command_that_fixes_it(given, evidence, capsys):
    _, said, _ = graded(given(ada=evidence("s001"), net="{column:net}", port=8017), capsys)
    assert "s001: ex01 was collected with net=net1, port=80, but the class file sets net=net7, port=8017." in said
    assert re.search(r"grader collect ex01 --student s001 --param net=net7 --param port=8017", said)
    assert "s002: ex01 was collected" not in said


def test_the_classs_values_count_and_not_those_in_the_file(given, evidence, capsys):
    _, _, tries = graded(given(ada=evidence("s001", params={"port": 9}), port=8017), capsys)
    assert tries["s001"] == ["graded"]


def test_values_that_are_the_same_are_not_reported(given, evidence, capsys):
    same = evidence("s001", params={"net": "net1"})
    code, said, _ = graded(given(ada=same, port=80), capsys)
    assert code == 0
    assert "was collected with" not in said
