import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.exports.brightspace_csv import FORMAT
from grader.exports.formats import ExportOptions
from tests.support.class_grades import class_of, exported, student, who
from tests.support.offline_grades_rules import imported_brightspace
from tests.support.samples import bind_mount, perfect

SCORE = bind_mount().counts

EXPORT = """\
OrgDefinedId,Username,Last Name,First Name,Email,ex05 Points Grade <Numeric MaxPoints:10 Weight:50 Category:Labs \
CategoryWeight:60>,"Lab, two Points Grade <Numeric MaxPoints:100>",Calculated Final Grade Numerator,\
End-of-Line Indicator
#0001,#ada,Beispiel,Ada,ada@school.example,,3,,#
#0002,#bo,Sample,Bo,bo@school.example,7.5,,12,#
#0009,#zed,Other,Zed,zed@school.example,1,,,#
"""


@pytest.fixture
def sheet(tmp_path):
    def written(text=EXPORT, items=None, key=""):
        (tmp_path / "Export.csv").write_bytes(text.encode())
        return ExportOptions(template=tmp_path / "Export.csv", items=items or {}, key=key)

    return written


@pytest.fixture
def two():
    return class_of(
        student(who("a", sis_id="0001", username="ada", email="ada@school.example"), bind_mount()),
        student(who("b", sis_id="0002", username="bo", email="bo@school.example")),
    )


def notes(grades, options):
    return [str(one) for one in FORMAT.rendered(grades, FORMAT.mapped(grades, options), options).notes]


def test_each_score_is_a_points_grade_and_a_missing_one_is_an_empty_cell(two):
    data = exported(FORMAT, two)
    assert data.decode() == (f"OrgDefinedId,ex05 Points Grade,End-of-Line Indicator\n#0001,{SCORE:.2f},#\n#0002,,#\n")
    assert imported_brightspace(data) == {("0001", "ex05"): SCORE}


def test_pandas_reads_numbers_and_gaps(two):
    table = pd.read_csv(io.BytesIO(exported(FORMAT, two)))
    assert table["ex05 Points Grade"].iloc[0] == SCORE
    assert table["ex05 Points Grade"].isna().tolist() == [False, True]


def test_a_username_is_in_its_own_column(two):
    data = exported(FORMAT, two, ExportOptions(key="username", items={"ex05": "Lab 5"}))
    assert imported_brightspace(data, "Username") == {("ada", "Lab 5"): SCORE}


@pytest.mark.parametrize("own", ["-1", "+82", "=1+1", "@ada", "#0001", "007"])
def test_an_id_that_a_spreadsheet_would_change_is_exported_behind_its_mark(own):
    data = exported(FORMAT, class_of(student(who("a", sis_id=own), bind_mount())))
    assert list(imported_brightspace(data)) == [(own.removeprefix("#"), "ex05")]


@given(st.text(st.characters(codec=None), min_size=1, max_size=40))
def test_any_id_is_one_row(own):
    grades = class_of(student(who("a", sis_id=own), bind_mount()))
    assert len(exported(FORMAT, grades).decode().splitlines()) == 2


def test_bonus_points_are_noted_since_brightspace_may_lower_them():
    more = perfect().model_copy(update={"score": 105.0, "max_score": 100.0})
    assert notes(class_of(student(who("a", sis_id="1"), more)), ExportOptions()) == [
        "1 score with bonus points exceeds the maximum; Brightspace lowers it unless the grade item can exceed"
    ]


def test_its_own_export_is_filled_and_every_other_byte_is_kept(sheet, two):
    filled = exported(FORMAT, two, sheet()).decode()
    assert filled == EXPORT.replace("ada@school.example,,", f"ada@school.example,{SCORE / 10:.2f},")
    scores = imported_brightspace(filled.encode())
    assert scores["0001", "ex05"] == round(SCORE / 10, 2)
    assert scores["0001", "Lab, two"] == 3


@pytest.mark.parametrize("key", ["", "username", "email"])
def test_students_are_found_by_any_key_of_the_export(sheet, two, key):
    assert set(FORMAT.mapped(two, sheet(key=key)).keys) == {"a", "b"}


def test_conversion_and_rows_of_others_are_noted(sheet, two):
    assert notes(two, sheet()) == [
        "1 row of Export.csv belongs to nobody on the roster and was left unchanged",
        "the points of ex05 were converted: 100 here are 10 on the platform",
    ]


def test_another_item_is_named(sheet, two):
    filled = exported(FORMAT, two, sheet(items={"ex05": "lab, two"}))
    assert imported_brightspace(filled)["0001", "Lab, two"] == SCORE


@pytest.mark.parametrize("text", ["", "OrgDefinedId,x\n#1,2\n", "a,ex05 Points Grade\n1,2\n", "\x00"])
def test_another_file_is_refused(sheet, two, text):
    with pytest.raises(UsageError):
        FORMAT.mapped(two, sheet(text))
