import csv
import io
import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.exports.canvas_csv import FORMAT
from grader.exports.formats import ExportOptions
from tests.support.canvas_rules import CanvasUser, imported_gradebook
from tests.support.class_grades import class_of, exported, student, who
from tests.support.samples import bind_mount, perfect

SCORE = bind_mount().counts
USERS = [
    CanvasUser(4711, "s1234567", "ada", "Ada Beispiel"),
    CanvasUser(4712, "s1234568", "bo", "Bo Sample"),
    CanvasUser(4713, "s1234569", "cy", "Cy Muster"),
]

BOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Notes,ex05 (98765),ex06 (98766),Labs Current Score,Final Score
,,,,,,Manual Posting,,,
    Points Possible,,,,,,100.00,10.00,(read only),(read only)
"Beispiel, Ada",4711,s1234567,ada,Docker 101,"says ""hi"", often",,,,
"Sample, Bo",4712,s1234568,bo,Docker 101,,3.00,4.00,50.00,50.00
"Muster, Cy",4713,s1234569,cy,"Docker 101 and Docker 102",,EX,N/A,,
"Student, Test",4799,,1f0c,Docker 101,,,,,
"""
"""As lib/gradebook_exporter.rb writes it, with a column of notes and assignments that are posted by hand."""


@pytest.fixture
def book(tmp_path):
    def written(text=BOOK, items=None, encoding="utf-8"):
        (tmp_path / "Grades.csv").write_bytes(text.encode(encoding))
        return ExportOptions(template=tmp_path / "Grades.csv", items=items or {})

    return written


@pytest.fixture
def three():
    return class_of(
        student(who("a", sis_id="s1234567", name="Ada B."), bind_mount()),
        student(who("b", sis_id="s1234568")),
        student(who("c", sis_id="s1234569"), bind_mount()),
    )


def rows(data, **more):
    return list(csv.DictReader(io.StringIO(data.decode()), **more))


def imported(data):
    """What Canvas reads of its own file."""
    return imported_gradebook(data, USERS, {98765: "ex05", 98766: "ex06"}, ["Notes"])


@pytest.mark.parametrize(
    ("identity", "header"),
    [({"canvas_id": "4711"}, "ID"), ({"sis_id": "s1234567"}, "SIS User ID"), ({"username": "ada"}, "SIS Login ID")],
)
def test_canvas_finds_the_student_by_the_id_that_the_roster_has(identity, header):
    grades = class_of(student(who("a", **identity), bind_mount()))
    data = exported(FORMAT, grades, ExportOptions(items={"ex05": "x (1)"}))
    assert imported_gradebook(data, USERS, {1: "x"}).scores == {(4711, "1"): f"{SCORE:.2f}"}
    assert [name for name in ("ID", "SIS User ID", "SIS Login ID") if rows(data)[1][name]] == [header]


def test_a_missing_grade_is_an_empty_cell_and_the_maximum_is_in_the_row_of_points_possible(three):
    data = exported(FORMAT, three)
    found = imported_gradebook(data, USERS, {})
    assert found.scores == {(4711, "ex05"): f"{SCORE:.2f}", (4713, "ex05"): f"{SCORE:.2f}"}
    assert found.points == {"ex05": "100.00"}


def test_a_column_without_the_number_of_an_assignment_is_noted(three):
    def notes(**items):
        options = ExportOptions(items=items)
        return [str(one) for one in FORMAT.rendered(three, FORMAT.mapped(three, options), options).notes]

    assert "new assignments for those of these titles that it does not have: ex05." in notes()[0]
    assert notes(ex05="Exercise 5 (98765)") == []


@pytest.mark.parametrize("canvas_id", ["4711x", "0", "=1", "４７１１"])
def test_an_id_that_canvas_would_read_as_another_student_is_a_problem(canvas_id):
    grades = class_of(student(who("a", canvas_id=canvas_id), bind_mount()))
    assert set(FORMAT.mapped(grades, ExportOptions()).problems) == {"a"}


@given(st.text(st.characters(codec=None), max_size=80), st.text(st.characters(codec=None), max_size=30))
def test_any_name_and_section_is_one_row_and_no_formula(name, section):
    grades = class_of(student(who("a", canvas_id="4711", name=name, section=section), bind_mount()))
    data = exported(FORMAT, grades)
    if "Points Possible" not in name:
        assert imported_gradebook(data, USERS, {}).scores == {(4711, "ex05"): f"{SCORE:.2f}"}
    [_, row] = rows(data)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_pandas_reads_numbers_and_gaps(three):
    table = pd.read_csv(io.BytesIO(exported(FORMAT, three)), dtype={"ID": str})
    assert table["ex05"].iloc[1] == SCORE
    assert table["ex05"].isna().tolist() == [False, False, True, False]


def test_canvas_reads_the_scores_of_its_own_file_and_what_was_there(book, three):
    found = imported(exported(FORMAT, three, book()))
    assert found.scores == {
        (4711, "98765"): f"{SCORE:.2f}",
        (4712, "98765"): "3.00",
        (4712, "98766"): "4.00",
        (4713, "98765"): "EX",
        (4713, "98766"): "N/A",
    }
    assert found.points == {"98765": "100.00", "98766": "10.00"}


@pytest.mark.parametrize("text", [BOOK, "\ufeff" + BOOK, BOOK.replace("\n", "\r\n")])
def test_every_other_byte_is_kept(book, three, text):
    filled = exported(FORMAT, three, book(text)).decode()
    assert filled == text.replace('often",,,,', f'often",{SCORE:.2f},,,')


def test_a_row_about_posting_may_be_longer_than_the_header(book, three):
    text = BOOK.replace("Manual Posting,,,", "Manual Posting,,,,,,,")
    assert exported(FORMAT, three, book(text)).decode() == text.replace('often",,,,', f'often",{SCORE:.2f},,,')


def test_a_students_row_of_another_length_stops_the_export(book, three):
    options = book(BOOK.replace("EX,N/A,,", "EX,N/A,"))
    assert set(FORMAT.mapped(three, options).problems) == {"c"}


def test_a_file_with_semicolons_and_decimal_commas_keeps_them(book, three):
    text = BOOK.replace(", ", "_ ").replace(",", ";").replace("_ ", ", ").replace(".00", ",00")
    options = book(text)
    filled = exported(FORMAT, three, options)
    assert f";{SCORE:.2f}".replace(".", ",") in filled.decode()
    found = imported(filled)
    assert found.scores[4711, "98765"] == f"{SCORE:.2f}"


def test_excused_students_stay_excused_and_are_noted(book, three):
    options = book()
    notes = [str(one) for one in FORMAT.rendered(three, FORMAT.mapped(three, options), options).notes]
    assert notes == [
        "1 score was not written, because the platform's file says excused or not assigned there",
    ]


@pytest.mark.parametrize("item", ["ex06", "EX06 (98766)", "98766"])
def test_an_assignment_is_named_by_title_header_or_number_and_points_are_converted(book, three, item):
    options = book(items={"ex05": item})
    found = FORMAT.rendered(three, FORMAT.mapped(three, options), options)
    assert f'often",,{SCORE / 10:.2f},,' in found.files[0].data.decode()
    assert "the points of ex05 were converted: 100 here are 10 on the platform" in map(str, found.notes)


@pytest.mark.parametrize("item", ["ex07", "Final Score", "Notes"])
def test_a_column_that_takes_no_grades_is_refused_with_those_that_do(book, three, item):
    with pytest.raises(UsageError, match="has no column for ex05") as raised:
        FORMAT.mapped(three, book(items={"ex05": item}))
    assert "“ex05 (98765)”, “ex06 (98766)”" in str(raised.value.next_step)


def test_two_assignments_of_one_title_must_be_told_apart(book, three):
    with pytest.raises(UsageError, match="or more than one"):
        FORMAT.mapped(three, book(BOOK.replace("ex06 (", "ex05 (")))


def test_two_exercises_have_no_column_in_common(book):
    grades = class_of(student(who("a", sis_id="s1234567"), bind_mount(), perfect()))
    with pytest.raises(UsageError, match=r"Several exercises have the grade item “ex06 \(98766\)”"):
        FORMAT.mapped(grades, book(items={"ex04": "98766", "ex05": "ex06"}))


def test_a_student_without_a_row_is_a_problem(book, three):
    grades = class_of(*three.students, student(who("d", sis_id="s9"), bind_mount()))
    assert "not in the platform's file" in str(FORMAT.mapped(grades, book()).problems["d"])


def test_a_filled_file_can_be_filled_again(book, three):
    once = exported(FORMAT, three, book())
    assert exported(FORMAT, three, book(once.decode())) == once


@pytest.mark.parametrize("text", ["", "Student,ID\n", "a,b,c\n1,2,3\n", BOOK.replace("Points Possible", "x"), "\x00"])
def test_another_file_is_refused(book, three, text):
    with pytest.raises(UsageError):
        FORMAT.mapped(three, book(text))


def test_bonus_points_are_exported():
    more = perfect().model_copy(update={"score": 105.0, "max_score": 100.0})
    grades = class_of(student(who("a", canvas_id="4711"), more))
    assert list(imported_gradebook(exported(FORMAT, grades), USERS, {}).scores.values()) == ["105.00"]


def test_a_school_id_that_is_canvas_number_of_another_student_finds_its_own_row(book):
    text = BOOK.replace("s1234567", "4712").replace("s1234568", "4711")
    grades = class_of(student(who("4712"), bind_mount()), student(who("4711")))
    for key in ("", "id"):
        options = book(text)
        filled = exported(FORMAT, grades, replace(options, key=key)).decode()
        assert filled == text.replace('often",,,,', f'often",{SCORE:.2f},,,')


def test_names_in_two_columns_are_understood(book, three):
    text = (
        BOOK.replace("Student,", "LastName,FirstName,", 1).replace("\n,,", "\n,,,").replace("Possible,", "Possible,,")
    )
    text = re.sub(r'"(\w+), (\w+)",', r"\1,\2,", text)
    assert exported(FORMAT, three, book(text)).decode() == text.replace('often",,,,', f'often",{SCORE:.2f},,,')


def test_the_key_is_called_as_in_canvas(three):
    assert FORMAT.mapped(three, ExportOptions()).key.name == "SIS User ID"
