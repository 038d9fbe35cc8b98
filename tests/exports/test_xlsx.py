import io

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.exports.xlsx import FORMAT
from tests.support.class_grades import class_of, exported, student, who
from tests.support.samples import bind_mount, broken, result, unreachable


def sheets(grades):
    book = openpyxl.load_workbook(io.BytesIO(exported(FORMAT, grades)))
    return {sheet.title: list(sheet.iter_rows()) for sheet in book}


def values(rows):
    return [[cell.value for cell in row] for row in rows]


def test_scores_are_numbers_and_what_is_unknown_is_empty():
    grades = class_of(student(who("s1", name="Ada"), bind_mount()), student(who("s2"), unreachable()))
    header, first, second = values(sheets(grades)["scores"])
    assert dict(zip(header, first, strict=True))["ex05"] == bind_mount().counts
    assert dict(zip(header, second, strict=True))[unreachable().exercise] is None


def test_each_check_has_its_points():
    header, row = values(sheets(class_of(student(who("s1"), bind_mount())))["checks"])
    found = dict(zip(header, row, strict=True))
    assert found == {"student_id": "s1", **{f"ex05/{one.id}": one.points for one in bind_mount().checks}}


def test_what_did_not_pass_is_listed_with_its_reason():
    header, *rows = values(sheets(class_of(student(who("s1"), broken())))["problems"])
    assert header[:5] == ["student_id", "exercise", "check", "title", "status"]
    assert {row[4] for row in rows} == {one.status.value for one in broken().checks} - {"passed"}


def test_a_formula_stays_text_even_if_it_is_an_id():
    rows = sheets(class_of(student(who("-1+1", name="=HYPERLINK(1)"), bind_mount())))["scores"]
    for cell, text in zip(rows[1], ("-1+1", "=HYPERLINK(1)"), strict=False):
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_the_same_class_is_the_same_file():
    grades = class_of(student(who("s1"), bind_mount()))
    assert exported(FORMAT, grades) == exported(FORMAT, grades)


@settings(max_examples=25)
@given(st.text(st.characters(codec=None), max_size=100))
def test_any_text_is_one_cell(text):
    said = bind_mount().checks[0].model_copy(update={"message": text, "title": text, "status": Status.FAILED})
    found = sheets(class_of(student(who("s1", name=text), result([said], exercise="ex05"))))
    assert len(found["problems"]) == 2
    assert all(cell.data_type != "f" for rows in found.values() for row in rows for cell in row)


def test_a_long_message_is_cut_to_what_a_cell_holds():
    said = bind_mount().checks[0].model_copy(update={"message": "x" * 1_000_000, "status": Status.FAILED})
    found = sheets(class_of(student(who("s1"), result([said], exercise="ex05"))))
    assert len(found["problems"][1][7].value) == 32_767
