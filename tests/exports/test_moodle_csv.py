from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.exports.formats import ExportOptions
from grader.exports.moodle_csv import FORMAT
from grader.text.csv_safety import CsvLayout
from tests.support.class_grades import class_of, exported, student, who
from tests.support.moodle_rules import imported_csv
from tests.support.samples import bind_mount, perfect, result, unreachable


def test_moodle_reads_each_score_and_nothing_for_who_has_none():
    grades = class_of(student(who("s1"), bind_mount()), student(who("s2"), unreachable()))
    found = imported_csv(exported(FORMAT, grades), ["s1", "s2"])
    assert found["s1", "ex05"][0] == bind_mount().counts
    assert found["s1", "ex05"][1].startswith("<p>")
    assert found["s2", "ex05"] == (None, "")


def test_a_bonus_does_not_abort_the_import():
    grades = class_of(student(who("s1"), perfect().model_copy(update={"score": 105.0, "max_score": 100.0})))
    assert [score for score, _ in imported_csv(exported(FORMAT, grades), ["s1"]).values()] == [100.0]


def test_grades_above_100_are_noted_because_most_sites_then_import_nothing():
    """`insert_grade_record` of load_data.php, 0289d8c: whatever the maximum of the grade item is."""
    graded = class_of(student(who("s1"), perfect().model_copy(update={"score": 115.0, "max_score": 120.0})))
    [note] = FORMAT.rendered(graded, FORMAT.mapped(graded, ExportOptions()), ExportOptions()).notes
    assert "1 grade is above 100" in str(note)


def test_a_name_cannot_swallow_the_cells_after_it():
    """PHP's `fgetcsv` takes `\\"` for a quotation mark inside a cell."""
    data = exported(FORMAT, class_of(student(who("s1", name='Sam "S\\"'), bind_mount())))
    assert b'\\"' not in data


def test_the_header_of_the_key_is_moodles_own_word():
    grades = class_of(student(who("s1", email="a@x.example", username="ada"), bind_mount()))
    for key, header in (("email", "Email address"), ("username", "Username"), ("", "ID number")):
        assert exported(FORMAT, grades, ExportOptions(key=key)).decode().startswith(f"{header},Full name,ex05,")


def test_a_site_with_decimal_commas_reads_its_numbers():
    layout = CsvLayout(";", ",")
    data = exported(FORMAT, class_of(student(who("s1"), bind_mount())), ExportOptions(layout=layout))
    assert imported_csv(data, ["s1"], separator=";", decimal=",")["s1", "ex05"][0] == bind_mount().counts


@given(st.text(st.characters(codec=None), max_size=200), st.text(st.characters(codec=None), max_size=50))
def test_any_text_is_one_row_and_no_formula(text, name):
    said = bind_mount().checks[0].model_copy(update={"message": text, "status": Status.FAILED, "hint": text})
    data = exported(FORMAT, class_of(student(who("s1", name=name), result([said], exercise="ex05"))))
    assert list(imported_csv(data, ["s1"])) == [("s1", "ex05")]
    for cell in data.decode().split(","):
        assert not cell.lstrip('"').startswith(("=", "+", "-", "@"))
