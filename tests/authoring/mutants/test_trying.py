"""All mutants of exercises, replayed: of a small one, and of the built-in ones, whose table is in docs/mutants.md."""

import json
import re

import pytest

from grader.authoring.mutants.page import page
from grader.authoring.mutants.report import lines, summary
from grader.authoring.mutants.trials import Fate
from grader.authoring.mutants.trying import tried
from grader.course.pack import Course
from grader.errors import CourseError
from tests.support import ROOT

SUITE = """
def test_greets(session):
    if session.run("echo hello; echo world").out.splitlines()[0] != b"hello":
        fail("other")

def test_sleeps(session):
    session.run("uname -n")

def test_is_file(session):
    if session.run("echo yes").out != b"yes\\n" and session.run("test -e /nowhere").rc:
        fail("missing")
"""


@pytest.fixture
def kept(tiny):
    """The exercise of the tiny course, with evidence of a host on which all is right."""
    tiny.write(SUITE)
    (tiny.folder / "mutants").mkdir()
    tiny.run().evidence.write(tiny.folder / "mutants" / "solution.gz")
    return tiny.course.exercise("ex01")


@pytest.fixture(scope="module")
def built_in():
    return list(tried(Course.at(None).exercises()))


def test_a_check_that_judges_what_it_reads_kills_and_one_that_does_not_is_reported(kept):
    [trials] = tried([kept])
    assert trials.not_killed == ["sleeps"]
    report = "\n".join(lines(trials))
    assert "✗ sleeps passes whatever is changed" in report
    assert "uname -n: output\n      read by sleeps; survived: the command fails" in report
    assert summary([trials]).endswith("3 checks, 1 passing whatever is changed.")


def test_what_asks_for_a_file_in_vain_is_answered_with_no(kept):
    [trials] = tried([kept])
    assert {one.fate for one in trials.tried if one.mutant.value.question == "echo yes"} == {Fate.KILLED}


def test_a_survivor_can_be_explained_and_a_reason_without_one_is_reported(kept):
    values = {"uname -n: output": "Every name is right.", "nothing": "There is no such value."}
    (kept.folder / "mutants" / "survivors.yml").write_text(json.dumps({"values": values}))
    [trials] = tried([kept])
    assert trials.count(Fate.EXPLAINED) > 0
    assert trials.unused == ("nothing",)


def test_evidence_that_no_longer_earns_full_marks_is_an_error(kept, tiny):
    tiny.write(SUITE.replace('b"hello"', 'b"Hello"'))
    with pytest.raises(CourseError, match="no longer earns full marks: greets is failed"):
        list(tried([tiny.course.exercise("ex01")]))


# It replays some 1,700 mutants, which takes half a minute.
def test_every_built_in_check_is_killed(built_in):
    assert {one.exercise: one.not_killed for one in built_in if one.not_killed} == {}


def test_every_survivor_of_the_built_in_checks_is_explained(built_in):
    assert {one.exercise: list(map(str, one.survivors())) for one in built_in if one.survivors()} == {}


def rates(text: str) -> dict[str, int]:
    """The kill rate of each exercise in the table, in per cent."""
    return {name: int(rate) for name, rate in re.findall(r"^\| (ex\d\d) \|.* (\d+) % \|$", text, re.MULTILINE)}


# Mutants come and go with every question that a check asks otherwise, so the page may differ a little.
def test_the_kill_rates_in_the_documentation_are_up_to_date(built_in):
    text = (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")
    written, new = rates(text), rates(page(text, built_in))
    assert len(new) == len(built_in)
    assert written == pytest.approx(new, abs=5), "run `make mutants`"


def test_the_page_has_the_rules_and_the_table_between_their_marks(kept):
    marks = "a <!-- rules --> old <!-- end of rules --> b <!-- table --> old <!-- end of table --> c"
    text = page(marks, list(tried([kept])))
    assert "old" not in text
    assert "| time | It is a time." in text
    assert "| ex01 | 3 |" in text
    assert page(text, list(tried([kept]))) == text
