import csv
import io

from grader.exports.csv import FORMAT
from grader.exports.formats import ExportOptions
from grader.text.csv_safety import CsvLayout
from tests.support.class_grades import class_of, student, who
from tests.support.class_grades import exported as export
from tests.support.samples import bind_mount, unreachable


def exported(grades, options=None):
    return export(FORMAT, grades, options).decode()


def rows(text, **more):
    return list(csv.DictReader(io.StringIO(text), **more))


def test_each_student_has_a_row_and_what_is_unknown_is_empty():
    ada, bo = student(who("s1", name="Ada Beispiel", email="ada@x.example"), bind_mount()), student(who("s2"))
    first, second = rows(exported(class_of(ada, bo)))
    points = f"{bind_mount().counts:.2f}"
    assert (first["student_id"], first["name"], first["email"]) == ("s1", "Ada Beispiel", "ada@x.example")
    assert (first["ex05"], first["total"], first["max_total"]) == (points, points, "100.00")
    assert (second["ex05"], second["total"]) == ("", "")


def test_a_result_that_could_not_be_determined_is_empty():
    [row] = rows(exported(class_of(student(who("s1"), unreachable()))))
    assert row[unreachable().exercise] == row["total"] == ""


def test_no_cell_is_a_formula_not_even_an_id():
    [row] = rows(exported(class_of(student(who("-1+1", name="=cmd|x", email="@x"), bind_mount()))))
    assert (row["student_id"], row["name"], row["email"]) == ("'-1+1", "'=cmd|x", "'@x")


def test_a_spreadsheet_of_another_country_gets_its_separators():
    options = ExportOptions(layout=CsvLayout(";", ",", bom=True))
    text = exported(class_of(student(who("s1"), bind_mount())), options)
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}student_id;")
    assert rows(text[1:], delimiter=";")[0]["ex05"] == f"{bind_mount().counts:.2f}".replace(".", ",")
