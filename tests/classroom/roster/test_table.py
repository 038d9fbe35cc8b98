import codecs
import csv

import pytest

from grader.classroom.roster import table
from grader.classroom.roster.roster import read_roster
from grader.errors import CourseError, UsageError

PLAIN = "student_id,name,email,host\ns01,Ada Beispiel,ada@school.example,host1\ns02,김예시,,host2\n"


@pytest.mark.parametrize(
    ("encode", "said"),
    [
        (lambda text: text.encode(), "UTF-8"),
        (lambda text: text.encode("utf-8-sig"), "UTF-8"),
        (lambda text: text.encode("utf-16"), "UTF-16"),
        (lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"), "UTF-16"),
        (lambda text: text.encode("utf-16-le"), "UTF-16-LE"),
        (lambda text: text.encode("utf-16-be"), "UTF-16-BE"),
        (lambda text: text.encode("utf-32"), "UTF-32"),
        (lambda text: text.encode("cp949"), "CP949"),
        (lambda text: text.encode("euc-kr"), "CP949"),
    ],
)
def test_the_encoding_is_found_out(roster, encode, said):
    found = roster(encode(PLAIN))
    assert (found.students, found.encoding) == (roster(PLAIN).students, said)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(roster, delimiter):
    found = roster(PLAIN.replace(",", delimiter))
    assert (found.students, found.delimiter) == (roster(PLAIN).students, delimiter)


def test_a_delimiter_inside_quotes_is_text(roster):
    found = roster('ID;"Name, last; first";Host\ns1;"Beispiel; Ada";h1\n')
    assert found.students[0].columns == {"Name, last; first": "Beispiel; Ada"}


def test_a_quoted_header_in_another_delimiter_is_read(roster):
    assert roster('"ID";"Full name";"Host"\n"s1";"Ada, Beispiel";"h1"\n').students[0].name == "Ada, Beispiel"


def test_the_separator_that_excel_names_is_taken(roster):
    found = roster("sep=;\r\nID;Host;a,b,c,d\r\ns1;h1;x\r\n")
    assert (found.students[0].id, found.students[0].line) == ("s1", 3)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_read_and_blank_lines_do_not_count(roster, newline):
    text = f"ID,Host{newline}{newline}s1,h1{newline},{newline}s2,h2{newline}{newline}"
    assert [(one.id, one.line) for one in roster(text).students] == [("s1", 3), ("s2", 5)]


def test_line_numbers_hold_after_quoted_newlines(roster):
    found = roster('ID,Name,Host\ns1,"Ada\r\nBeispiel",h1\ns2,Bo,h2\n')
    assert [(one.name, one.line) for one in found.students] == [("Ada Beispiel", 2), ("Bo", 4)]


def test_what_protects_a_cell_from_a_spreadsheet_is_taken_off(roster):
    (student,) = roster("ID,host,phone,note\n=\"0042\",h1,'+82 10,'quoted'\n").students
    assert (student.id, student.columns) == ("0042", {"phone": "+82 10", "note": "'quoted'"})


def test_an_unknown_encoding_is_reported_with_the_line_of_its_first_byte(problems):
    assert problems(b"ID,host,name\ns1,h1,Ada\ns2,h2,Jos\x81\x8d\xff\n") == [
        "3: this is not text in UTF-8, UTF-16, CP949 or Windows-1252."
    ]


@pytest.mark.parametrize(
    "data", [codecs.BOM_UTF16_LE + b"a", b"\0\0\0\0", b"ID,host\ns1\0,h1\n", codecs.BOM_UTF8 + b"\xff"]
)
def test_bytes_that_are_not_text_are_refused(problems, data):
    assert "this is not text in" in problems(data)[0]


def test_a_workbook_is_distinguished_from_csv(roster):
    with pytest.raises(CourseError, match="workbook") as error:
        roster(b"PK\x03\x04...")
    assert "CSV UTF-8" in error.value.next_step


def test_a_huge_file_is_refused(roster, monkeypatch):
    monkeypatch.setattr(table, "LARGEST", 10)
    with pytest.raises(CourseError, match="larger than"):
        roster(PLAIN)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_titles_above_the_header_are_skipped_with_a_note(roster, delimiter):
    titles = "Docker, Linux; and the rest\n\nTeacher,Ada\nGroup;1;;\n"
    found = roster(titles + PLAIN.replace(",", delimiter))
    assert [(one.id, one.line) for one in found.students] == [("s01", 6), ("s02", 7)]
    assert found.delimiter == delimiter
    assert [note.partition(" is ")[0] for note in found.notes] == ["line 1", "line 3", "line 4"]


def test_an_encoding_that_is_not_certain_is_refused_with_the_choice(roster):
    text = "student_id,name,host\ns1,Zięba,h1\n"
    with pytest.raises(CourseError) as error:
        roster(text.encode("cp1250"))
    assert "list.csv, line 2: the encoding is not certain" in error.value.problem
    assert "as cp1252 this line is “s1,Ziêba,h1”, as cp1250 this line is “s1,Zięba,h1”." in error.value.problem
    assert "--encoding cp1252" in error.value.next_step
    found = roster(text.encode("cp1250"), encoding="cp1250")
    assert (found.students[0].name, found.encoding) == ("Zięba", "Windows-1250")


def test_a_missing_file_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        read_roster(tmp_path / "none.csv")


def test_a_cell_longer_than_csv_takes_is_a_problem_of_its_line(problems):
    assert problems(f'ID,host\ns1,"{"x" * (csv.field_size_limit() + 1)}"\n')[0].startswith(
        "2: this row is not valid CSV"
    )
