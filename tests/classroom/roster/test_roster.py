import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.classroom.roster.ids import invalid_id
from grader.classroom.roster.roster import Student
from grader.errors import UsageError

PLAIN = "student_id,name,email,host\ns01,Ada Beispiel,ada@school.example,host1\ns02,김예시,,host2\n"


def test_a_plain_roster_is_read(roster):
    assert roster(PLAIN).students == (
        Student(id="s01", name="Ada Beispiel", email="ada@school.example", host="ssh://host1"),
        Student(id="s02", name="김예시", host="ssh://host2"),
    )


def test_points_possible_are_skipped_whatever_the_columns_are(roster):
    assert len(roster("ID,host\nPoints Possible,\ns1,h1\n").students) == 1


@pytest.mark.parametrize(
    ("header", "id_"), [("Username,Email", "ada"), ("Email", "ada@school.example"), ("Email,Login", "ada")]
)
def test_without_an_id_the_username_or_the_address_stands_in(roster, header, id_):
    cells = header.replace("Username", "ada").replace("Login", "ada").replace("Email", "ada@school.example")
    found = roster(f"{header},host\n{cells},h1\n")
    assert found.students[0].id == id_
    assert "there is no column for the student ID" in found.notes[0]


def test_all_problems_are_reported_at_once_with_their_lines(problems):
    found = problems(
        "ID,name,host,extension,due\n"
        "s1,Ada,h1,2,tomorrow\n"
        "S1,Bo,h2,,\n"
        ",Cy,h3,,\n"
        "s4,Di,,,\n"
        "s5,Ed,-oProxyCommand=id,,\n"
        "s6,Fi\n"
        "a<b,Gi,h7,,\n"
        "s8,Hy,h8,,,x\n"
    )
    assert found == [
        "2: due: “tomorrow” is not a date; write 2026-12-01 or 2026-12-01T23:59.",
        "2: extension: “2” is not a duration; write 15m, 2h or 1d 12h.",
        "3: student S1 is on line 2 already.",
        "4: this student has no ID.",
        "5: s4 has no host.",
        "6: “ssh://-oProxyCommand=id” is not a valid host.",
        "7: this row has 2 cells, but the first line has 5.",
        f"8: {invalid_id('a<b')}.",
        "9: this row has 6 cells, but the first line has 5.",
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
        ("\ns1,Ada,host1\n", "2: there is no header line: none of these is a known column: s1, Ada, host1."),
        ("ID,name\ns1,Ada\n", "1: no column is the student's host"),
        ("name,host\nAda,h1\n", "1: no column is the student ID"),
        ("ID,host\n", "1: there are no students after the first line."),
        ("ID,host,Host\ns1,a,b\n", "1: column “Host” occurs twice."),
        ('ID,host\ns1,"h1\n', "2: this row is not valid CSV: unexpected end of data."),
        ('ID,host\ns1,"h"1\n', "2: this row is not valid CSV"),
        ('"ID,host\n', "1: this row is not valid CSV"),
    ],
)
def test_a_file_that_is_not_a_roster_is_reported(problems, text, said):
    assert problems(text)[0].startswith(said)


def test_who_lacks_hosts_is_told_how_to_give_them(roster):
    with pytest.raises(UsageError) as caught:
        roster("ID,name\ns1,Ada\n")
    assert "grader roster import FILE --host 'lab-{n:02}'" in caught.value.next_step
    assert "submissions" in caught.value.next_step


def test_what_students_share_is_a_note_and_no_error(roster):
    found = roster("ID,host,email,login\ns1,a@H1,X@school.example,u\ns2,b@h1:22,x@school.example,u\ns3,h3,,\n")
    assert found.notes == (
        "the host ssh://h1:22 is on lines 2, 3",
        "the e-mail address x@school.example is on lines 2, 3",
        "the username u is on lines 2, 3",
    )


def test_very_many_notes_are_cut(roster):
    rows = "".join(f"s{n},h{n // 2}\n" for n in range(40))
    assert roster("ID,host\n" + rows).notes[-1] == "10 more such pairs by host"


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


def test_problems_name_the_column_that_was_used_as_the_id(problems):
    said = problems("E-Mail-Adresse,Host\n(none),h1\n")
    assert "there is no column for the student ID, so “E-Mail-Adresse” is used" in said[0]
    assert "“(none)” is not a valid ID" in said[1]
