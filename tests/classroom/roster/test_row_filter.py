import pytest

CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,IP\n"


@pytest.mark.parametrize(
    "row",
    [
        *("합계,2명,", "합계,,", ",합계,", "총 2명,,", ",,총 2명", "총원: 2명,,", "평균,95,", "계,2,"),
        *("Total,2,", "Total: 2,,", "Total (2 students),,", "Average,,95", "Class Average,,", "Summe,2,"),
        *("Points Possible,,", "    Points Possible,,100", "Points,,100", "Date,,2026-11-20", "合计,2,", "Moyenne,,12"),
        *("학번,이름,ip", "합계"),
    ],
)
def test_rows_that_sum_up_are_skipped_with_a_note(roster, row):
    found = roster(f"학번,이름,ip\n20240001,김민준,h1\n{row}\n20240002,이서연,h2\n")
    assert [one.id for one in found.students] == ["20240001", "20240002"]
    assert [note.partition(": ")[0] for note in found.notes] == ["line 3 is not a student and is skipped"]


def test_a_student_whose_name_or_login_is_such_a_word_stays(roster):
    found = roster("Last name,First name,Username,Email,ip\nTotal,Ada,total,ada@school.example,h1\nDate,Bo,bo,,h2\n")
    assert [one.name for one in found.students] == ["Ada Total", "Bo Date"]


@pytest.mark.parametrize(
    "row",
    [
        '"Student, Test",599,,a1b2c3d4e5f6,,',
        "Test Student,599,,,,",
        '"Student, Test",599,,,,',
        '"학생, 테스트",599,,c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00,,',
        ",,,,Manual Posting,",
        "    Points Possible,,,,,",
        "    만점,,,,,",
    ],
)
def test_what_canvas_adds_is_skipped(roster, row):
    found = roster(f'{CANVAS}{row}\n"Beispiel, Ada",101,2026001,ada,A,h1\n')
    assert [one.id for one in found.students] == ["2026001"]
    assert len(found.notes) == 1


def test_the_test_student_of_canvas_may_have_two_names(roster):
    found = roster("LastName,FirstName,ID,SIS Login ID,ip\nStudent,Test,9,0a0b0c0d0e0f,h1\nBeispiel,Ada,1,ada,h2\n")
    assert [one.name for one in found.students] == ["Ada Beispiel"]


def test_a_student_of_another_platform_may_be_called_test(roster):
    assert roster("ID,name,ip\n1001,Test Student,h1\n").students[0].name == "Test Student"


def test_the_preview_user_of_blackboard_is_skipped(roster):
    found = roster("Last Name,First Name,Username,ip\nLee_PreviewUser,Joon,jlee_previewuser,\nPark,Mina,mpark,h1\n")
    assert [one.username for one in found.students] == ["mpark"]


@pytest.mark.parametrize("header", ["Role", "Roles", "역할", "Rôle", "Rolle"])
@pytest.mark.parametrize("role", ["Instructor", "TA", "Reader", "조교", "Teacher, Non-editing teacher", "Trainer/in"])
def test_staff_is_skipped(roster, header, role):
    found = roster(f'SID,Name,{header},ip\n1,Ted,"{role}",\n2,Mina,Student,h1\n3,Bo,"Student, TA",h2\n4,Cy,,h3\n')
    assert [one.id for one in found.students] == ["2", "3", "4"]
    assert found.notes[0] == f"line 2 is not a student and is skipped: Ted, {role}"
    assert found.students[0].columns == {header: "Student"}


@pytest.mark.parametrize("row", ["비고,없음,h3", "담당교수,강감찬,h3", "※ 문의,,h3", "* guest,,h3", ",이름만,h3"])
def test_other_rows_without_a_student_are_refused(problems, row):
    said = problems(f"학번,이름,ip\n20240001,김민준,h1\n20240002,이서연,h2\n{row}\n")
    assert [one.partition(":")[0] for one in said] == ["4"]


def test_a_word_among_numbers_is_an_id_if_the_row_has_an_address(roster):
    found = roster("ID,email,ip\n20240001,,h1\n20240002,,h2\nguest,g@school.example,h3\n")
    assert found.students[2].id == "guest"


def test_words_are_ids_among_words(roster):
    assert len(roster("ID,ip\n20240001,h1\nada,h2\nbo,h3\n").students) == 3


def test_a_file_without_students_is_refused(problems):
    assert problems("학번,ip\n합계,\n")[-1] == "1: there are no students in the file."
