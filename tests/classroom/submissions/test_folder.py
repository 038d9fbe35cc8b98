"""Submitted files: sorted by student and exercise, and nothing is guessed."""

import gzip
import os
import unicodedata

import pytest

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


def sorted_out(folder):
    found = read_submissions(folder, STUDENTS)
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
        ("s01/evidence.gz", "names no exercise"),
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
    assert found.notes


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
