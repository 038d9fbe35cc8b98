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


@pytest.mark.parametrize(
    "header",
    [
        *("Student #", "Matrikelnummer", "mtknr", "Matr.-Nr.", "학번(ID)", "교번", "Roll No", "Banner ID", "SID"),
        *("id 번호", "Numéro d’identification", "Número de ID", "Numero ID", "Codice identificativo"),
        *("Número de identificação", "Número de identificação (ID)", "Nummer (ID)", "Numer ID", "IDナンバー"),
        *("Student ID Number", "Matric No.", "Registration No", "N° étudiant", "Nº de matrícula", "Nr albumu"),
        *("Studentnr.", "Studienummer", "Immatrikulationsnummer", "Index Number"),
        *("ID号码", "学号", "ＩＤ", "ID-Nummer", "학번 (Student ID)", "학번/ID", "학번\t(교번)"),
    ],
)
def test_platforms_and_registrars_have_names_for_the_id(roster, header):
    assert meanings(roster(f"{header},ip\n1001,h1\n"))[header] == "id"


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        *[(text, "username") for text in ("Benutzername", "사용자 아이디", "Nom d'utilisateur", "Nombre de usuario")],
        *[
            (text, "username")
            for text in ("Gebruikersnaam", "Nazwa użytkownika", "ユーザ名", "用户名", "Nome de utilizador")
        ],
        *[(text, "section") for text in ("조", "팀", "모둠", "Groupe", "Grupos", "Gruppi", "Groepen", "Grupa", "小组")],
        *[(text, "host") for text in ("공인 IP", "VM name", "VM")],
        *[(text, "name") for text in ("사용자 성명", "이름(Name)", "Nom complet", "Nombre completo", "氏名", "全名")],
        *[(text, "email") for text in ("Adresse de courriel", "Dirección de correo", "E-mailadres", "メールアドレス")],
    ],
)
def test_language_packs_have_names_for_the_other_columns(roster, header, meaning):
    other = "VMs" if meaning == "host" else "host"
    found = roster(f"ID,{other},{header}\n1001,h1,x\n", host="h9")
    assert meanings(found)[header] == meaning


@pytest.mark.parametrize(
    ("header", "cells", "name"),
    [
        ("Prénom,Nom", "Zoë,Beispiel", "Zoë Beispiel"),
        ("Prénom,Nom de famille", "Zoë,Beispiel", "Zoë Beispiel"),
        ("Nombre,Apellido(s)", "Zoë,Beispiel", "Zoë Beispiel"),
        ("Nome,Cognome", "Zoë,Beispiel", "Zoë Beispiel"),
        ("Nome,Apelido", "Zoë,Beispiel", "Zoë Beispiel"),
        ("Nome,Sobrenome", "Zoë,Beispiel", "Zoë Beispiel"),
        ("Voornaam,Achternaam", "Zoë,Beispiel", "Zoë Beispiel"),
        ("Imię,Nazwisko", "Zoë,Beispiel", "Zoë Beispiel"),
        ("Name,Vorname", "Beispiel,Zoë", "Zoë Beispiel"),
        ("姓,名", "山田,太郎", "山田太郎"),
        ("名,姓", "伟,王", "王伟"),
        ("이름,성", "민준,김", "김민준"),
        ("성,이름", "Beispiel,Zoë", "Zoë Beispiel"),
        ("Nom", "Zoë Beispiel", "Zoë Beispiel"),
        ("Nombre", "Zoë Beispiel", "Zoë Beispiel"),
        ("성명(영문),성명", "Kim,김민준", "김민준"),
    ],
)
def test_half_of_a_name_is_told_from_the_whole_by_the_other_half(roster, header, cells, name):
    assert roster(f"ID,ip,{header}\n1001,h1,{cells}\n").students[0].name == name


@pytest.mark.parametrize("none", ["_", ".", "-"])
def test_a_student_of_brightspace_may_have_one_name(roster, none):
    text = f"OrgDefinedId,Username,Last Name,First Name,ip\n#1,#ada,Ada,{none},h1\n#2,#bo,{none},Bo,h2\n"
    assert [one.name for one in roster(text).students] == ["Ada", "Bo"]


def test_a_guest_without_an_id_is_known_by_the_login_or_the_address(roster):
    found = roster("ID,login,email,ip\n1001,ada,,h1\n,bo,bo@school.example,h2\n,,cy@school.example,h3\n")
    assert [one.id for one in found.students] == ["1001", "bo", "cy@school.example"]
    assert found.notes == (
        "line 3 has no student ID, so bo is used",
        "line 4 has no student ID, so cy@school.example is used",
    )


def test_a_login_that_is_the_id_of_another_is_refused(problems):
    assert problems("ID,login,ip\nada,x,h1\n,ada,h2\n")[-1] == "3: student ada is on line 2 already."


def test_a_roster_of_github_classroom_is_understood(roster):
    (student,) = roster("identifier,github_username,github_id,name,ip\nada-1,ada,7,,h1\n").students
    assert (student.id, student.columns) == ("ada-1", {"github_username": "ada", "github_id": "7"})


def test_the_participant_number_of_one_moodle_assignment_is_no_id(roster):
    found = roster("Identifier,Full name,Email address,Status,ip\nParticipant 12,Ada B,ada@school.example,,h1\n")
    assert found.students[0].id == "ada@school.example"


def test_a_list_of_tumonline_and_one_of_stud_ip_are_understood(roster):
    (student,) = roster(
        "REGISTRATION_NUMBER;FAMILY_NAME_OF_STUDENT;FIRST_NAME_OF_STUDENT;IP\n0012;Groß;Zoë;h1\n"
    ).students
    assert (student.id, student.name) == ("0012", "Zoë Groß")
    text = "Titel;Vorname;Nachname;Nutzernamen;E-Mail;Studiengänge;ip\n;Zoë;Groß;zgross;z@school.example;Physik;h1\n"
    (student,) = roster(text.encode("cp1252")).students
    assert (student.id, student.name) == ("zgross", "Zoë Groß")


def test_a_class_without_ids_has_few_notes(roster):
    found = roster("Student,ID,SIS User ID,SIS Login ID,ip\n" + "".join(f"A{n},{n},,a{n},h{n}\n" for n in range(1, 41)))
    assert len(found.students) == 40
    assert found.notes[10:] == ("30 more lines without a student ID",)
