"""Submitted files: sorted by student and exercise, and nothing is guessed."""

import gzip
import os
import unicodedata

import pytest

from grader.classroom.student import Student
from grader.classroom.submissions import folder as submissions_folder
from grader.classroom.submissions.folder import read_submissions
from grader.errors import UsageError
from grader.evidence.facts import Fact, Manifest
from grader.evidence.file import Evidence
from tests.support.roster import STUDENTS


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "submissions"


def put(folder, *names, student=None, exercise="ex05"):
    for name in names:
        facts = [Fact(at=0, seconds=0, command=f"echo {name}", rc=0)]
        Evidence(Manifest(exercise=exercise, student=student), facts).write(folder / name)


def sorted_out(folder, students=STUDENTS):
    found = read_submissions(folder, students)
    return {key: str(path.relative_to(found.folder)) for key, path in found.files.items()}, found.notes


@pytest.mark.parametrize(
    "name",
    [
        "s01/ex05.evidence",
        "s01_ex05.evidence",
        "s01.ex05.evidence",
        "ex05-S01.evidence",
        "s01/ex05.gz",
        "s01/EX05.evidence",
        "s01/ex05 (1).evidence",
        "ex05/s01.evidence",
        "ada@example.org/ex05.evidence",
        "abeispiel_ex05.evidence",
        "Ada Beispiel_123_assignsubmission_file/ex05.evidence",
        "Ada Beispiel_20231234_assignsubmission_file_ex05.evidence",
        "Beispiel, Ada/ex05.evidence",
        "Beispiel_Ada_ex05.evidence",
    ],
)
def test_a_student_is_known_by_id_username_e_mail_address_or_name(folder, name):
    put(folder, name)
    assert sorted_out(folder) == ({("s01", "ex05"): name}, ())


def test_a_name_in_the_letters_of_another_system_is_the_same_name(folder):
    name = unicodedata.normalize("NFD", "김예시") + "_1_assignsubmission_file/ex05.evidence"
    put(folder, name)
    assert list(sorted_out(folder)[0]) == [("s02", "ex05")]


def test_the_longer_of_two_ids_counts(folder):
    put(folder, "s1-b/ex05.evidence", "s1/ex05.evidence")
    assert sorted(sorted_out(folder)[0]) == [("s1", "ex05"), ("s1-b", "ex05")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody/ex05.evidence", "names no student"),
        ("s010/ex05.evidence", "names no student"),
        ("Bo Sample/ex05.evidence", "it could belong to 20231234 or s1"),
        ("s01/s02_ex05.evidence", "it could belong to s01 or s02"),
        ("s01/ex05-ex06.evidence", "names several exercises"),
        ("s01/ex05.pdf", "does not end in .evidence or .gz"),
    ],
)
def test_a_file_that_cannot_be_matched_is_skipped_and_listed(folder, name, said):
    put(folder, name)
    files, notes = sorted_out(folder)
    assert files == {}
    assert [note for note in notes if note.startswith(name) and said in note]


def test_files_that_systems_leave_behind_are_ignored(folder):
    put(folder, "__MACOSX/s01/ex05.evidence", "s01/._ex05.evidence", "s01/.DS_Store")
    assert sorted_out(folder) == ({}, ())


def test_a_link_is_not_followed(folder, tmp_path):
    put(tmp_path, "elsewhere/ex05.evidence")
    put(folder, "s02/ex05.evidence")
    (folder / "s01").symlink_to(tmp_path / "elsewhere")
    (folder / "s1").mkdir()
    (folder / "s1" / "ex05.evidence").symlink_to(folder / "s02" / "ex05.evidence")
    files, notes = sorted_out(folder)
    assert list(files) == [("s02", "ex05")]
    assert "s1/ex05.evidence is skipped: it is a link" in notes


def test_a_pipe_is_not_waited_for(folder):
    (folder / "s01").mkdir(parents=True)
    os.mkfifo(folder / "s01" / "ex05.evidence")
    assert "not a regular file" in sorted_out(folder)[1][0]


def test_a_student_who_submits_twice_is_reported_and_neither_file_is_taken(folder):
    put(folder, "s01/ex05.evidence", "s01/ex05 (1).evidence")
    found = read_submissions(folder, STUDENTS)
    assert not found.files
    assert "submitted twice" in found.error("s01", "ex05").problem


def test_the_same_file_twice_is_one(folder):
    put(folder, "s01/ex05.evidence")
    (folder / "s01_ex05.evidence").write_bytes((folder / "s01/ex05.evidence").read_bytes())
    assert list(sorted_out(folder)[0]) == [("s01", "ex05")]


def test_evidence_of_another_student_is_not_taken(folder):
    put(folder, "s01/ex05.evidence", student="s02")
    found = read_submissions(folder, STUDENTS)
    assert not found.files
    assert "lies in s01's place, but is evidence of s02" in found.error("s01", "ex05").problem
    assert list(found.problems) == [("s01", "ex05")]


@pytest.mark.parametrize("student", ["s01", "abeispiel", "Ada Beispiel", "ADA@example.org"])
def test_evidence_may_call_the_student_by_any_name(folder, student):
    put(folder, "s01/ex05.evidence", student=student)
    assert sorted_out(folder) == ({("s01", "ex05"): "s01/ex05.evidence"}, ())


def test_evidence_of_an_unknown_student_is_graded_and_reported(folder):
    put(folder, "s01/ex05.evidence", student="ada the great")
    files, notes = sorted_out(folder)
    assert files
    assert "who is not in the roster" in notes[0]


def test_a_damaged_file_has_an_owner(folder):
    (folder / "s01").mkdir(parents=True)
    (folder / "s01" / "ex05.evidence").write_bytes(gzip.compress(b"nonsense"))
    assert list(sorted_out(folder)[0]) == [("s01", "ex05")]


def test_without_a_submission_the_error_says_where_it_belongs(folder):
    folder.mkdir()
    error = read_submissions(folder, STUDENTS).error("s01", "ex05")
    assert error.problem == "Nothing was submitted for ex05."
    assert str(folder / "s01") in error.next_step


def test_a_folder_that_is_not_there_is_wrong_use(folder):
    with pytest.raises(UsageError, match="no folder"):
        read_submissions(folder, STUDENTS)


def test_a_folder_of_all_sorts_of_things_is_wrong_use(folder, monkeypatch):
    monkeypatch.setattr(submissions_folder, "MOST_FILES", 2)
    put(folder, "a", "b", "c")
    with pytest.raises(UsageError, match="more than 2 files"):
        read_submissions(folder, STUDENTS)


def test_a_file_whose_path_names_no_exercise_is_asked_for_it_itself(folder):
    put(folder, "s01/evidence.gz", exercise="ex06")
    put(folder, "s02/mine.evidence", exercise="")
    files, notes = sorted_out(folder)
    assert files == {("s01", "ex06"): "s01/evidence.gz"}
    assert notes == ("s02/mine.evidence is skipped: neither its path nor the file names an exercise, such as ex05",)


def test_evidence_of_another_exercise_than_its_name_says_is_not_taken(folder):
    put(folder, "s01/ex05.evidence", exercise="ex06")
    found = read_submissions(folder, STUDENTS)
    assert not found.files
    assert "is evidence of ex06, not of ex05" in found.error("s01", "ex05").problem


CANVAS = [
    Student("s01", "", name="Park, Mina", canvas_id="501"),
    Student("s02", "", name="김 예시", canvas_id="502"),
    Student("s03", "", name="Ana Garcia Lopez"),
    Student("s04", "", name="Bo Sample", canvas_id="504"),
    Student("s05", "", name="Bo Sample", canvas_id="505"),
    Student("s06", "", name="Al Ias"),
    Student("s07", "", name="Al Ias"),
    Student("99001", "", name="Max Mustermann"),
    Student("601", ""),
]


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("parkmina_501_99001_ex05.evidence", "s01"),
        ("parkmina_LATE_501_99001_ex05.evidence", "s01"),
        ("parkmina_late_501_99001_ex05.evidence", "s01"),
        ("submissions (2)/parkmina_501_99001_ex05-1.evidence", "s01"),
        ("somebodyelse_501_99001_ex05.evidence", "s01"),
        ("김예시_502_99001_ex05.evidence", "s02"),
        ("garcialopezana_777_99001_ex05.evidence", "s03"),
        ("samplebo_505_99001_ex05.evidence", "s05"),
        ("iasal_777_99001_s07_ex05.evidence", "s07"),
        ("mustermannmax_777_99002_ex05.evidence", "99001"),
        ("unknown_601_99002_ex05.evidence", "601"),
        ("s03_12_99001_ex05.evidence", "s03"),
        ("max_99001_77_ex05.evidence", "99001"),
    ],
)
def test_the_names_of_a_canvas_download_are_understood(folder, name, student):
    put(folder, name)
    assert sorted_out(folder, CANVAS) == ({(student, "ex05"): name}, ())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("iasal_777_99001_ex05.evidence", "could belong to s06 or s07"),
        ("parkmina_502_99001_ex05.evidence", "could belong to s01 or s02"),
        ("parkmina_501_99001_s02_ex05.evidence", "could belong to s01 or s02"),
        ("parkmina_777_99001_ex05.evidence", "names no student"),
        ("nobody_777_99001_ex05.evidence", "names no student"),
        ("nobody_99001_777_ex05.evidence", "names no student"),
    ],
)
def test_canvas_names_that_contradict_the_roster_are_nobodys(folder, name, said):
    put(folder, name)
    files, notes = sorted_out(folder, CANVAS)
    assert files == {}
    assert said in notes[0]


@pytest.mark.parametrize(
    ("earlier", "last"),
    [
        (
            ["parkmina_501_99001_ex05.evidence", "parkmina_501_99003_ex05-2.evidence"],
            "parkmina_LATE_501_99002_ex05-10.evidence",
        ),
        (["s01/ex05.evidence", "s01/ex05-1.evidence"], "s01/ex05-2.evidence"),
    ],
)
def test_of_a_files_resubmissions_the_highest_number_counts(folder, earlier, last):
    put(folder, *earlier, last)
    files, notes = sorted_out(folder, CANVAS)
    assert files == {("s01", "ex05"): last}
    assert sorted(note.partition(" is not graded")[0] for note in notes) == sorted(str(folder / one) for one in earlier)


@pytest.mark.parametrize("other", ["s01/other/ex05-1.evidence", "s01/mine-ex05-1.evidence", "s01-ex05-2.evidence"])
def test_numbers_of_different_files_say_nothing_about_their_order(folder, other):
    put(folder, "s01/ex05.evidence", other)
    found = read_submissions(folder, STUDENTS)
    assert not found.files
    assert "submitted twice" in found.error("s01", "ex05").problem


def people(*submitters):
    lines = "".join(f"  - :name: {name}\n    :sid: {sid}\n    :email: {email}\n" for name, sid, email in submitters)
    return f"  :submitters:\n{lines}  :created_at: 2026-11-29 10:00:00 +09:00\n  :score: !ruby/object:BigDecimal 0.5\n"


def export(folder, **submissions):
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{name}:\n{people(*submitters)}" for name, submitters in submissions.items())
    (folder / "submission_metadata.yml").write_text(text)


def test_the_folders_of_a_gradescope_export_are_understood(folder):
    numbered = [*STUDENTS, Student("0042", "", name="Zero First"), Student("s9", "", sis_id="S-9", name="Bo Sample")]
    export(
        folder / "assignment_7_export",
        submission_1=[("Somebody", "s01", "")],
        submission_2=[("Anyone", "", "YESI@example.org")],
        submission_3=[("Mustermann, Max", "~", "''")],
        submission_4=[("Bo Sample", "'20231234'", "")],
        submission_5=[("", "0042", "")],
        submission_6=[("Bo Sample", "S-9", "unknown@example.org")],
    )
    put(folder, *(f"assignment_7_export/submission_{n}/ex05.evidence" for n in range(1, 7)))
    files, notes = sorted_out(folder, numbered)
    assert notes == ()
    assert {path.split("_")[-1][0]: student for (student, _), path in files.items()} == {
        "1": "s01", "2": "s02", "3": "s1-b", "4": "20231234", "5": "0042", "6": "s9",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("submitters", "name", "said"),
    [
        ([("Bo Sample", "", "")], "ex05.evidence", "could belong to 20231234 or s1"),
        ([("Ada Beispiel", "s02", "")], "ex05.evidence", "could belong to s01 or s02"),
        ([("", "s01", ""), ("", "s02", "")], "ex05.evidence", "could belong to s01 or s02"),
        ([("", "s01", "")], "s02_ex05.evidence", "could belong to s01 or s02"),
        ([("Eve", "s99", "")], "s01_ex05.evidence", "Gradescope says that it is from Eve, who is not in the roster"),
        ([], "ex05.evidence", "names no student"),
    ],
)
def test_what_gradescope_leaves_open_stays_open(folder, submitters, name, said):
    export(folder, submission_20231234=submitters)
    put(folder, f"submission_20231234/{name}")
    files, notes = sorted_out(folder)
    assert files == {}
    assert said in notes[0]


def test_the_file_of_a_group_belongs_to_whom_of_them_it_names(folder):
    export(folder, submission_1=[("", "s01", ""), ("", "s02", "")])
    put(folder, "submission_1/s02_ex05.evidence")
    assert list(sorted_out(folder)[0]) == [("s02", "ex05")]


@pytest.mark.parametrize("text", ["- a: [", "[]", "\x00", "[" * 5000])
def test_gradescope_metadata_that_cannot_be_read_is_told(folder, text):
    put(folder, "submission_1/s01_ex05.evidence")
    (folder / "submission_metadata.yml").write_text(text)
    files, notes = sorted_out(folder)
    assert files == {}
    assert "submission_metadata.yml cannot be read, because" in notes[0]


def test_gradescopes_own_number_is_no_student(folder):
    put(folder, "submission_20231234/ex05.evidence")
    assert "names no student" in sorted_out(folder)[1][0]
