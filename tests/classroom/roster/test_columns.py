import pytest

from grader.classroom.roster.roster import Student


def meanings(found):
    return {column.header: column.meaning for column in found.columns}


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
    assert [note.partition(" is not a student")[0] for note in found.notes] == ["line 2", "line 3", "line 5"]


def test_sis_user_id_beside_a_student_id_is_the_sis_id(roster):
    (student,) = roster("student_id,SIS User ID,host\ns1,9,h1\n").students
    assert (student.id, student.sis_id) == ("s1", "9")


def test_a_column_that_occurs_twice_is_used_once(roster):
    found = roster("ID,host,note,note\ns1,h1,a,b\n")
    assert (found.students[0].columns, len(found.notes)) == ({"note": "a"}, 1)


def test_columns_without_a_header_are_left_out(roster):
    assert roster("ID,,host,,\ns1,x,h1,,\n").students[0].columns == {}


def test_a_german_moodle_is_understood(roster):
    found = roster("Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Gruppen,Host\nAda,Beispiel,17,a@b.example,A,h1\n")
    assert found.students == (Student(id="17", name="Ada Beispiel", email="a@b.example", section="A", host="ssh://h1"),)
