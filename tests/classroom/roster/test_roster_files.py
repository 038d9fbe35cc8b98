"""Rosters as platforms, registrars and spreadsheets write them; a new file in `files` is one entry here."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grader.classroom.roster.roster import read_roster
from grader.errors import CourseError

FILES = Path(__file__).parent / "files"


@dataclass
class Right:
    """What is right for a file: its students as (id, name, other fields) and parts of the notes, or the refusal."""

    students: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    encoding: str = "UTF-8"
    delimiter: str = ","
    refused: str = ""


RIGHT = {
    "blackboard.csv": Right(
        [("00120481", "Mina Park", {"username": "mpark"})],
        ["line 3 is not a student and is skipped: jlee_previewuser, the instructor's preview"],
    ),
    "canvas_first_last.csv": Right(
        [
            ("00120481", "Mina Park", {"canvas_id": "501", "username": "mpark", "section": "CS101-1"}),
            ("00120482", "Joon Lee", {"canvas_id": "502", "sis_id": "00120482"}),
        ],
        ["line 2 is not a student", "line 3 is not a student", "line 6 is not a student and is skipped: Test Student"],
    ),
    "canvas_guest_without_sis.csv": Right(
        [
            ("00120481", "Park, Mina", {"sis_id": "00120481"}),
            ("gil@else.test", "Guest, Gil", {"sis_id": "", "canvas_id": "503", "username": "gil@else.test"}),
        ],
        ["line 2 is not a student", "line 4 has no student ID, so gil@else.test is used"],
    ),
    "cp1252_aring.csv": Right(
        [("0042", "Åsa Berg", {}), ("0043", "Ángel Ruiz", {}), ("0044", "Ärne Kohl", {})],
        encoding="Windows-1252",
        delimiter=";",
    ),
    "eclass_attendance_cp949.csv": Right(
        [
            ("202113032", "김민준", {"columns": {"순번": "1", "학과": "소프트웨어학과", "학년": "3"}}),
            ("202213001", "이서연", {}),
        ],
        ["line 1 is above the header line and is skipped: 2026학년도"],
        encoding="CP949",
    ),
    "eclass_hakbun_float.csv": Right(refused="2: “202458001.0” is not the original ID: a spreadsheet"),
    "eclass_name_in_parentheses.csv": Right(
        [("202458001", "김민준", {"columns": {"번호": "1", "소속(Department)": "컴공"}})]
    ),
    "google_classroom.csv": Right(
        [("mina@ex.test", "Mina Park", {"email": "mina@ex.test"}), ("joon@ex.test", "Joon Lee", {})],
        [
            "“Email Address” is used",
            *("skipped: Date", "skipped: Points", "line 6 is not a student and is skipped: Class Average"),
        ],
    ),
    "gradescope_roster.csv": Right(
        [("00120481", "Mina Park", {"email": "mina@ex.test", "section": "1", "columns": {"Role": "Student"}})],
        ["line 3 is not a student and is skipped: Ted Teacher, Instructor"],
    ),
    "hisinone_utf8.csv": Right([("0120481", "Özlem Groß", {"columns": {"bewertung": ""}})], delimiter=";"),
    "korean_trailing_notes.csv": Right(
        [("202458001", "김민준", {}), ("202458002", "이서연", {})],
        ["line 4 is not a student and is skipped: 합계"],
        encoding="CP949",
    ),
    "moodle_ko_langpack.csv": Right(
        [
            ("20240001", "김민준", {"email": "mj@ex.test", "section": "1분반, A조"}),
            ("20240002", "이서연", {"email": "sy@ex.test", "section": ""}),
        ]
    ),
    "pipe.csv": Right([("00120481", "Mina", {})], delimiter="|"),
    "roster.xlsx": Right([("001", "", {})], encoding="", delimiter=""),
    "student_hash_sign.csv": Right([("1001", "Mina Park", {"email": "mina@ex.test"})]),
    "xls_that_is_html.xls": Right(refused="is an HTML page, not a workbook, although its name ends in .xls."),
}


def test_every_file_has_its_right_reading():
    assert {one.name for one in FILES.iterdir()} == set(RIGHT)


@pytest.mark.parametrize("name", [name for name, right in RIGHT.items() if not right.refused])
def test_a_file_is_read_right(name):
    right, found = RIGHT[name], read_roster(FILES / name, host="lab-{n:02}")
    assert [(one.id, one.name) for one in found.students] == [one[:2] for one in right.students]
    assert [one.host for one in found.students] == [f"ssh://lab-{n:02}" for n in range(1, len(right.students) + 1)]
    for student, (_, _, fields) in zip(found.students, right.students, strict=True):
        assert {name: getattr(student, name) for name in fields} == fields
    assert len(found.notes) == len(right.notes)
    assert [said for said in right.notes if not any(said in note for note in found.notes)] == []
    assert (found.encoding, found.delimiter) == (right.encoding, right.delimiter)


@pytest.mark.parametrize("name", [name for name, right in RIGHT.items() if not right.refused])
def test_what_is_written_of_a_file_is_read_back_alike(name, tmp_path):
    found = read_roster(FILES / name, host="lab-{n:02}")
    (tmp_path / "roster.csv").write_text(found.text())
    again = read_roster(tmp_path / "roster.csv")
    assert again.students == found.students
    assert again.encoding == "UTF-8"


@pytest.mark.parametrize("name", [name for name, right in RIGHT.items() if right.refused])
def test_a_file_that_cannot_be_right_is_refused_with_the_reason(name):
    with pytest.raises(CourseError) as error:
        read_roster(FILES / name, host="lab-{n:02}")
    assert RIGHT[name].refused in error.value.problem
