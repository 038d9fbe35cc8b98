import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.exports.formats import ExportOptions
from grader.exports.moodle_xml import FORMAT
from tests.support.class_grades import class_of, exported, student, who
from tests.support.moodle_rules import imported_xml
from tests.support.samples import bind_mount, broken, hostile, perfect, result, unreachable


def read(grades, options=None, users=("s1", "s2"), items=("ex05",)):
    return imported_xml(exported(FORMAT, grades, options), users, items)


def test_moodle_reads_each_score_with_its_feedback():
    found = read(
        class_of(student(who("s1"), bind_mount()), student(who("s2"), perfect())), items=("ex05", perfect().exercise)
    )
    score, feedback = found["s1", "ex05"]
    assert score == bind_mount().counts
    assert feedback.startswith("<p>")
    assert "<li>" in feedback
    assert "\n" not in feedback


@pytest.mark.parametrize("unknown", [unreachable(), broken()], ids=["unreachable", "broken"])
def test_what_could_not_be_determined_is_not_exported(unknown):
    grades = class_of(student(who("s1"), unknown), student(who("s2"), bind_mount()))
    assert list(read(grades)) == [("s2", "ex05")]


def test_a_zero_is_exported_as_zero():
    nothing = bind_mount().model_copy(update={"score": 0.0, "late": None})
    assert read(class_of(student(who("s1"), nothing)))["s1", "ex05"][0] == 0.0


def test_an_item_and_a_student_have_the_names_that_moodle_knows():
    grades = class_of(student(who("s1", sis_id="4711"), bind_mount()))
    found = read(grades, ExportOptions(items={"ex05": "lab-5"}), users=["4711"], items=["lab-5"])
    assert list(found) == [("4711", "lab-5")]


def test_a_bonus_stops_at_the_maximum_and_a_note_says_so():
    grades = class_of(student(who("s1"), perfect().model_copy(update={"score": 105.0, "max_score": 100.0})))
    assert [score for score, _ in read(grades, items=[perfect().exercise]).values()] == [100.0]
    [note] = FORMAT.rendered(grades, FORMAT.mapped(grades, ExportOptions()), ExportOptions()).notes
    assert str(note).startswith("1 score with bonus points exceeds the maximum")


def test_the_note_counts_no_student_who_is_left_out():
    best = perfect().model_copy(update={"score": 105.0, "max_score": 100.0})
    grades = class_of(student(who("s1", sis_id="7"), best), student(who("s2", sis_id="7"), best))
    assert list(FORMAT.rendered(grades, FORMAT.mapped(grades, ExportOptions()), ExportOptions()).notes) == []


def test_a_hidden_character_of_a_student_breaks_no_document():
    assert list(read(class_of(student(who("s1"), hostile())), items=[hostile().exercise]))


@given(st.text(st.characters(codec=None), max_size=200))
def test_any_text_survives_as_xml(text):
    said = bind_mount().checks[0].model_copy(update={"message": text, "status": Status.FAILED, "hint": text})
    [(_, feedback)] = read(class_of(student(who("s1"), result([said], exercise="ex05")))).values()
    assert feedback.endswith(("</li></ul>", "</p>"))
