import codecs
import csv
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.classroom.roster import table
from grader.classroom.roster.read import Student, read_roster
from grader.classroom.roster.rows import host_url
from grader.errors import CourseError, UsageError

PLAIN = "student_id,name,email,host\ns01,Ada Beispiel,ada@school.example,host1\ns02,김예시,,host2\n"


@pytest.fixture
def roster(tmp_path):
    """roster(text or bytes): the file, read."""

    def read(content, **options):
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_roster(path, **options)

    return read


@pytest.fixture
def problems(roster):
    """problems(text): what is said to be wrong, without the file's name."""

    def read(content, **options):
        with pytest.raises(CourseError) as error:
            roster(content, **options)
        return [line.partition("list.csv:")[2] or line for line in error.value.problem.splitlines()]

    return read


def meanings(found):
    return {column.header: column.meaning for column in found.columns}


def test_a_plain_roster_is_read(roster):
    assert roster(PLAIN).students == (
        Student(id="s01", name="Ada Beispiel", email="ada@school.example", host="ssh://host1"),
        Student(id="s02", name="김예시", host="ssh://host2"),
    )


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


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
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


def test_columns_stand_in_any_order_and_others_are_kept(roster):
    (student,) = roster("net,Host,team,ID\n10.1.0.0/24,h1,blue,s1\n").students
    assert (student.id, student.host) == ("s1", "ssh://h1")
    assert student.columns == {"net": "10.1.0.0/24", "team": "blue"}


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        *[(text, "id") for text in ("student_id", "Student ID", "ID", "ID number", "OrgDefinedId", "학번")],
        *[(text, "host") for text in ("HOST", "hostname", "machine", "ip", "IP address", "호스트", "IP 주소")],
    ],
)
def test_an_id_and_a_host_have_many_names(roster, header, meaning):
    other = "host" if meaning == "id" else "id"
    assert meanings(roster(f"{header},{other}\nx1,x2\n"))[header] == meaning


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        *[(text, "name") for text in ("name", "Full name", "이름", "성명")],
        *[(text, "email") for text in ("E-Mail", "Email address", "이메일")],
        *[(text, "section") for text in ("Section", "분반")],
        *[(text, "username") for text in ("Username", "login_id", "아이디")],
        ("sis_id", "sis_id"),
        ("canvas_id", "canvas_id"),
        ("extension", "extension"),
        ("extension_ex05", "extension ex05"),
        ("due ex05", "due ex05"),
        ("Institution", ""),
    ],
)
def test_other_columns_have_many_names_too(roster, header, meaning):
    assert meanings(roster(f"ID,host,{header}\ns1,h1,\n"))[header] == meaning


def test_a_list_of_moodle_is_understood(roster):
    (student,) = roster(
        '"First name","Last name","ID number",Institution,"Email address",host\n'
        "Zoë,Muster,4711,School,zoe@school.example,h1\n"
    ).students
    assert (student.id, student.name, student.email) == ("4711", "Zoë Muster", "zoe@school.example")


def test_a_list_of_brightspace_is_understood(roster):
    found = roster("OrgDefinedId,Username,Host,End-of-Line Indicator\n#123456,#ada,h1,#\n")
    assert (found.students[0].id, found.students[0].username) == ("123456", "ada")
    assert "End-of-Line Indicator" not in meanings(found)


def test_a_list_of_canvas_is_understood(roster):
    found = roster(
        "Student,ID,SIS User ID,SIS Login ID,Section,ex05 (12),IP\n"
        ",,,,,Manual Posting,\n"
        "    Points Possible,,,,,100,\n"
        '"Beispiel, Ada",101,2026001,ada,A,,10.0.0.5\n'
        '"Student, Test",999,,,A,,\n'
    )
    (student,) = found.students
    assert (student.id, student.canvas_id, student.sis_id) == ("2026001", "101", "2026001")
    assert (student.name, student.username) == ("Beispiel, Ada", "ada")
    assert [note.partition(" is no student")[0] for note in found.notes] == ["line 2", "line 3", "line 5"]


def test_points_possible_are_skipped_whatever_the_columns_are(roster):
    assert len(roster("ID,host\nPoints Possible,\ns1,h1\n").students) == 1


def test_sis_user_id_beside_a_student_id_is_the_sis_id(roster):
    (student,) = roster("student_id,SIS User ID,host\ns1,9,h1\n").students
    assert (student.id, student.sis_id) == ("s1", "9")


@pytest.mark.parametrize(
    ("header", "cells", "name"),
    [
        ("First name,Last name", "Ada,Beispiel", "Ada Beispiel"),
        ("성,이름", "김,예시", "김예시"),
        ("이름", "김예시", "김예시"),
        ("Name,First name", "Ada B.,Ada", "Ada B."),
        ("First name", "Ada", "Ada"),
        ("Name", "Rene\u0301 Exemple", "René Exemple"),
        ("Name", "  A\u202eda\t \x1b[31mB\u200b  ", "Ada [31mB"),
    ],
)
def test_a_name_is_put_together(roster, header, cells, name):
    assert roster(f"ID,host,{header}\ns1,h1,{cells}\n").students[0].name == name


def test_a_student_without_a_name_is_called_by_the_id(roster):
    first, second = roster("ID,host,name\ns1,h1,\ns2,h2,Bo\n").students
    assert (first.label, second.label) == ("s1", "Bo")


@pytest.mark.parametrize(
    ("header", "id_"), [("Username,Email", "ada"), ("Email", "ada@school.example"), ("Email,Login", "ada")]
)
def test_without_an_id_the_username_or_the_address_stands_in(roster, header, id_):
    cells = header.replace("Username", "ada").replace("Login", "ada").replace("Email", "ada@school.example")
    found = roster(f"{header},host\n{cells},h1\n")
    assert found.students[0].id == id_
    assert "is taken for it" in found.notes[0]


def test_what_protects_a_cell_from_a_spreadsheet_is_taken_off(roster):
    (student,) = roster("ID,host,phone,note\n=\"0042\",h1,'+82 10,'quoted'\n").students
    assert (student.id, student.columns) == ("0042", {"phone": "+82 10", "note": "'quoted'"})


def test_nothing_in_a_cell_expands(roster):
    (student,) = roster("ID,host,a,b\ns1,h1,$HOME,{column:b} `id`\n").students
    assert student.columns == {"a": "$HOME", "b": "{column:b} `id`"}


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("host17", "ssh://host17"),
        ("user@10.0.0.5:2222", "ssh://user@10.0.0.5:2222"),
        ("ssh://host17/", "ssh://host17"),
        ("ssh://a.b@host17", "ssh://a.b@host17"),
        ("fe80::1", "ssh://[fe80::1]"),
        ("user@fe80::1", "ssh://user@[fe80::1]"),
        ("[fe80::1]:22", "ssh://[fe80::1]:22"),
        ("docker://student-1", "docker://student-1"),
        ("evidence:my records/s1.gz", "evidence:my records/s1.gz"),
        ("local:", "local:"),
        ("local", "local:"),
        ("localhost", "ssh://localhost"),
    ],
)
def test_a_host_is_written_in_many_ways(text, url):
    assert host_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "-oProxyCommand=id",
        "ssh://-x",
        "-l@host",
        "us er@host",
        "a b",
        "a\u200bb",
        "a;id",
        "$(id)",
        "host:99999",
        "host:0",
        "host:",
        "host:22x",
        "10.0.0.999",
        "user:secret@host",
        "host/path",
        "ssh://host?x",
        "http://host",
        "evidence:",
        "docker://a:1",
        "a%24b@host",
        "ssh://[fe80::1",
        "@",
    ],
)
def test_a_bad_address_is_refused(text):
    with pytest.raises(UsageError):
        host_url(text)


def test_the_user_of_the_class_logs_in_where_a_host_names_none(roster):
    found = roster("ID,host\ns1,h1\ns2,ada@h2\ns3,docker://c\n", ssh_user="student")
    assert [one.host for one in found.students] == ["ssh://student@h1", "ssh://ada@h2", "docker://c"]


def test_user_and_port_may_have_columns_of_their_own(roster):
    found = roster("ID,ip,port,ssh_user\ns1,10.0.0.5,2222,ada\ns2,h2:22,2222,\ns3,fe80::1,2222,\n", ssh_user="bo")
    assert [one.host for one in found.students] == [
        "ssh://ada@10.0.0.5:2222",
        "ssh://bo@h2:22",
        "ssh://bo@[fe80::1]:2222",
    ]


def test_a_pattern_gives_hosts_to_rows_without_one(roster):
    found = roster("ID,Username\ns1,ada\ns2,bo\n", host="{username}@lab-{n:02}-{id}:22")
    assert [one.host for one in found.students] == ["ssh://ada@lab-01-s1:22", "ssh://bo@lab-02-s2:22"]


def test_a_pattern_leaves_given_hosts_alone_and_needs_its_values(problems):
    assert problems("ID,Username,host\ns1,ada,\ns2,,h2\ns3,,\n", host="lab-{username}") == ["4: s3 has no host."]


def test_extensions_and_dues_are_read(roster):
    first, second = roster(
        "ID,host,extension,extension_ex05,due_ex07,due\n"
        "s1,h1,2d,1d 12h,2026-12-01T23:59+09:00,\n"
        "s2,h2,,,,2026-12-01 12:00\n"
    ).students
    assert (first.extension, first.extensions) == (timedelta(days=2), {"ex05": timedelta(hours=36)})
    assert first.dues["ex07"].isoformat() == "2026-12-01T23:59:00+09:00"
    assert (second.extension, second.due.tzinfo) == (timedelta(), None)


def test_all_problems_are_told_at_once_with_their_lines(problems):
    found = problems(
        "ID,name,host,extension,due\n"
        "s1,Ada,h1,2,tomorrow\n"
        "S1,Bo,h2,,\n"
        ",Cy,h3,,\n"
        "s4,Di,,,\n"
        "s5,Ed,-oProxyCommand=id,,\n"
        "s6,Fi\n"
        "a/b,Gi,h7,,\n"
        "s8,Hy,h8,,,x\n"
    )
    assert found == [
        "2: due: “tomorrow” is no date with a time; write 2026-12-01T23:59:00+09:00.",
        "2: extension: “2” is no duration; write 15m, 2h or 1d 12h.",
        "3: student S1 stands on line 2 already.",
        "4: this student has no id.",
        "5: s4 has no host.",
        "6: “ssh://-oProxyCommand=id” is no host.",
        "7: this row has 2 cells, the first line has 5.",
        "8: “a/b” cannot be an id: letters, digits and . _ @ + ~ - only, at most 100, the first no sign.",
        "9: this row has 6 cells, the first line has 5.",
    ]


def test_very_many_problems_are_cut(problems):
    found = problems("ID,host\n" + "s1,\n" * 60)
    assert (len(found), found[-1]) == (41, "… and 79 more.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1: the file is empty."),
        ("\ufeff\n \n", "1: the file is empty."),
        (",,\n", "1: the file is empty."),
        ("\ns1,Ada,host1\n", "2: there is no header: none of these names a column: s1, Ada, host1."),
        ("ID,name\ns1,Ada\n", "1: no column names each student's host"),
        ("name,host\nAda,h1\n", "1: no column is a student id"),
        ("ID,host\n", "1: there is no student after the first line."),
        ("ID,host,Host\ns1,a,b\n", "1: column “Host” stands twice."),
        ('ID,host\ns1,"h1\n', "2: the quotes in this row do not fit: unexpected end of data."),
        ('ID,host\ns1,"h"1\n', "2: the quotes in this row do not fit"),
        ('"ID,host\n', "1: the quotes in this row do not fit"),
    ],
)
def test_a_file_that_is_no_roster_is_told_so(problems, text, said):
    assert problems(text)[0].startswith(said)


def test_an_unknown_encoding_is_told_with_the_line_of_its_first_byte(problems):
    assert problems("ID,host,name\ns1,h1,Ada\ns2,h2,Jos\xe9\n".encode("latin-1")) == [
        "3: this is no text in UTF-8, UTF-16 or CP949."
    ]


@pytest.mark.parametrize(
    "data", [codecs.BOM_UTF16_LE + b"a", b"\0\0\0\0", b"ID,host\ns1\0,h1\n", codecs.BOM_UTF8 + b"\xff"]
)
def test_bytes_that_are_no_text_are_refused(problems, data):
    assert "this is no text in" in problems(data)[0]


def test_a_workbook_is_told_from_csv(roster):
    with pytest.raises(CourseError, match="workbook") as error:
        roster(b"PK\x03\x04...")
    assert "CSV UTF-8" in error.value.next_step


def test_a_huge_file_is_refused(roster, monkeypatch):
    monkeypatch.setattr(table, "LARGEST", 10)
    with pytest.raises(CourseError, match="larger than"):
        roster(PLAIN)


def test_a_missing_file_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        read_roster(tmp_path / "none.csv")


def test_what_students_share_is_a_note_and_no_error(roster):
    found = roster("ID,host,email,login\ns1,a@H1,X@school.example,u\ns2,b@h1:22,x@school.example,u\ns3,h3,,\n")
    assert found.notes == (
        "one host, ssh://h1:22, on lines 2, 3",
        "one e-mail address, x@school.example, on lines 2, 3",
        "one username, u, on lines 2, 3",
    )


def test_very_many_notes_are_cut(roster):
    rows = "".join(f"s{n},h{n // 2}\n" for n in range(40))
    assert roster("ID,host\n" + rows).notes[-1] == "10 more such pairs by host"


def test_a_column_that_stands_twice_is_taken_once(roster):
    found = roster("ID,host,note,note\ns1,h1,a,b\n")
    assert (found.students[0].columns, len(found.notes)) == ({"note": "a"}, 1)


def test_columns_without_a_header_are_left_out(roster):
    assert roster("ID,,host,,\ns1,x,h1,,\n").students[0].columns == {}


def test_a_written_roster_is_read_back(roster):
    found = roster(
        "Student,ID,SIS User ID,SIS Login ID,Section,ip,extension,extension_ex05,due_ex07,due,note,\n"
        '"Beispiel, Ada",101,1,ada,A,10.0.0.5,2d,0,2026-12-01T23:59+09:00,,"=1+1\n-2",\n'
        "김예시,102,2,kim,B,local:,,1h,,2026-12-02 12:00,,\n"
    )
    again = roster(found.text())
    assert again.students == found.students
    assert "'=1+1" in found.text()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
def test_any_cell_is_read_and_read_back_alike(roster, cell):
    rows = [["ID", "host", "note"], ["s1", "h1", cell]]
    text = "\n".join(",".join('"' + one.replace('"', '""') + '"' for one in row) for row in rows)
    found = roster(text)
    assert roster(found.text()).students[0].columns == found.students[0].columns


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_at_all_bring_it_down(roster, data):
    with pytest.raises(UsageError):
        roster(b"ID,host\n" + data + b"\n-,-")


def test_a_cell_longer_than_csv_takes_is_a_problem_of_its_line(problems):
    assert problems(f'ID,host\ns1,"{"x" * (csv.field_size_limit() + 1)}"\n')[0].startswith("2: the quotes")


def test_a_german_moodle_is_understood(roster):
    found = roster("Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Gruppen,Host\nAda,Beispiel,17,a@b.example,A,h1\n")
    assert found.students == (Student(id="17", name="Ada Beispiel", email="a@b.example", section="A", host="ssh://h1"),)


def test_problems_tell_what_was_taken_for_the_id(problems):
    said = problems("E-Mail-Adresse,Host\n(none),h1\n")
    assert "no column is a student id: “E-Mail-Adresse” is taken for it" in said[0]
    assert "“(none)” cannot be an id" in said[1]
