import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.classroom.roster import workbook
from grader.classroom.roster.roster import read_roster
from grader.errors import CourseError, UsageError

MOMENT = datetime.datetime.fromisoformat("2026-12-01 23:59")


@pytest.fixture
def sheet():
    """sheet(rows…): a workbook with one sheet, which is changed before it is saved."""
    book = openpyxl.Workbook()

    def fill(*rows):
        for row in rows:
            book.active.append(row)
        return book

    return fill


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_whatever_it_is_called(roster, sheet):
    found = roster(saved(sheet(["학번", "이름", "ip"], ["00120481", "김민준", "h1"])))
    assert [(one.id, one.name, one.host, one.line) for one in found.students] == [("00120481", "김민준", "ssh://h1", 2)]
    assert (found.encoding, found.delimiter, found.notes) == ("", "", ())


@pytest.mark.parametrize(
    ("value", "number_format", "id_"),
    [
        (202458001, "General", "202458001"),
        (202458001.0, "General", "202458001"),
        (120481, "00000000", "00120481"),
        (120481, "0", "120481"),
        ("00120481", "General", "00120481"),
        ("00120481", "@", "00120481"),
    ],
)
def test_an_id_is_what_the_sheet_shows(roster, sheet, value, number_format, id_):
    book = sheet(["ID", "ip"], [value, "h1"])
    book.active["A2"].number_format = number_format
    assert roster(saved(book)).students[0].id == id_


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (2024580011234567, "a rounded number"),
        (2.5e30, "a rounded number"),
        (MOMENT, "a date"),
        ("202458001.0", "a number with decimals"),
        ("#N/A", "has no ID"),
    ],
)
def test_an_id_that_the_spreadsheet_broke_is_refused(problems, sheet, value, said):
    assert said in problems(saved(sheet(["ID", "ip"], [value, "h1"])))[0]


def test_titles_gaps_and_formatted_cells_do_not_matter(roster, sheet):
    book = sheet(["2026 출석부"], [], ["학번", "이름", "ip"], [], ["1001", "김민준", "h1"], ["합계", 1])
    book.active["F40"].number_format = "0.00"
    book.active.merge_cells("A1:C1")
    found = roster(saved(book))
    assert [(one.id, one.line) for one in found.students] == [("1001", 5)]
    assert [note.partition(" is ")[0] for note in found.notes] == ["line 1", "line 6"]


def test_times_in_cells_are_due_times(roster, sheet):
    found = roster(saved(sheet(["ID", "ip", "due"], ["1001", "h1", MOMENT])))
    assert found.students[0].due == MOMENT


def test_the_sheet_with_students_is_found_and_the_others_are_told(roster, sheet):
    book = sheet(["How to use this file"])
    book.active.title = "Read me"
    for title, rows in (("Class", [["ID", "ip"], ["1001", "h1"]]), ("Empty", []), ("Old", [["ID", "ip"], ["9", "h9"]])):
        other = book.create_sheet(title)
        for row in rows:
            other.append(row)
    found = roster(saved(book))
    assert [one.id for one in found.students] == ["1001"]
    assert found.notes == ("only the sheet “Class” is read, not “Read me”, “Old”",)


def test_hidden_sheets_are_not_read(roster, sheet):
    book = sheet(["ID", "ip"], ["1001", "h1"])
    book.create_sheet("Old", 0).append(["ID", "ip"])
    book["Old"].sheet_state = "hidden"
    assert roster(saved(book)).notes == ()


def test_an_empty_workbook_is_told_so(problems, sheet):
    assert problems(saved(sheet())) == ["1: the file is empty."]


def test_a_workbook_has_no_encoding_to_choose(roster, sheet):
    with pytest.raises(UsageError, match="has no encoding"):
        roster(saved(sheet(["ID", "ip"], ["1", "h1"])), encoding="cp949")


@pytest.mark.parametrize("limit", ["LARGEST", "MOST_ROWS"])
def test_a_huge_workbook_is_refused(roster, sheet, monkeypatch, limit):
    monkeypatch.setattr(workbook, limit, 1)
    with pytest.raises(CourseError, match=r"larger than|too many rows"):
        roster(saved(sheet(["ID", "ip"], ["1", "h1"])))


def test_another_zip_is_told_so(roster):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(CourseError, match=r"not an Excel workbook \(\.xlsx\)"):
        roster(file.getvalue())


@pytest.mark.parametrize("name", ["list.xls", "list.xlsx", "list.csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_a_page_is_told_so_in_one_line(tmp_path, name, encoding):
    path = tmp_path / name
    path.write_bytes("\n <HTML><table><tr><td>학번</td></tr></table>".encode(encoding))
    with pytest.raises(CourseError, match="is an HTML page") as error:
        read_roster(path)
    assert "\n" not in error.value.problem
    assert ("although its name ends in .xls" in error.value.problem) is (name != "list.csv")
    assert ".xlsx" in error.value.next_step


@pytest.mark.parametrize(
    ("data", "said"), [(b"\xd0\xcf\x11\xe0", "old workbook"), (b"<?xml version='1.0'?><W/>", "XML")]
)
def test_old_workbooks_and_xml_are_told_so(roster, data, said):
    with pytest.raises(CourseError, match=said):
        roster(data + bytes(100))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20))
def test_a_text_is_read_from_a_workbook_as_from_csv(roster, text):
    book = openpyxl.Workbook()
    for row in (["ID", "ip", "note"], ["1", "h1", text]):
        book.active.append(row)
    book.active["C2"].data_type = "s"
    quoted = text.replace('"', '""')
    assert roster(saved(book)).students == roster(f'ID,ip,note\n1,h1,"{quoted}"\n').students


WHOLE = (Path(__file__).parent / "files" / "roster.xlsx").read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_workbook_is_refused_and_never_brings_it_down(roster, data):
    whole = WHOLE
    at = data.draw(st.integers(4, len(whole) - 1))
    broken = whole[:at] + data.draw(st.binary(max_size=20)) + whole[at + data.draw(st.integers(0, 20)) :]
    with pytest.raises(CourseError):
        roster(broken)
