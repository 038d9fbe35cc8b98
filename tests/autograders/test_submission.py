import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.autograders.submission import check_values, find_submitted
from grader.course.pack import Course
from grader.errors import NoSubmission
from grader.evidence.file import Evidence
from tests.support.recorded_class import EVIDENCE

EX05 = Course.at(None).exercise("ex05")
RECORDED = EVIDENCE / "s01" / "ex05.gz"


def rejected(folder):
    with pytest.raises(NoSubmission) as caught:
        find_submitted(folder, EX05, {}, "ID")
    assert caught.value.next_step.startswith("On the machine that you worked on, run: grader submit ex05 --student ID")
    return caught.value.problem


@pytest.mark.parametrize("name", ["ex05.evidence", "upload.gz", "no suffix", "deep/in/a/folder.evidence"])
def test_evidence_is_found_whatever_it_is_called(tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(RECORDED, tmp_path / name)
    found = find_submitted(tmp_path, EX05, {}, "ID")
    assert (found.path, found.manifest.student) == (tmp_path / name, "s01")


def test_other_files_beside_it_do_no_harm(tmp_path):
    shutil.copy(RECORDED, tmp_path / "a.gz")
    shutil.copy(RECORDED, tmp_path / "again.gz")
    shutil.copy(EVIDENCE / "s01" / "ex04.gz", tmp_path / "ex04.gz")
    (tmp_path / "ex05.evidence.receipt").write_text("{}")
    (tmp_path / "notes.txt").write_text("done")
    assert find_submitted(tmp_path, EX05, {}, "ID").path.name == "a.gz"


def test_a_submission_without_evidence_is_named(tmp_path):
    (tmp_path / "homework.pdf").write_bytes(b"%PDF")
    assert rejected(tmp_path) == "The submission has no evidence file."


def test_evidence_of_another_exercise_is_named(tmp_path):
    shutil.copy(EVIDENCE / "s01" / "ex04.gz", tmp_path / "ex05.evidence")
    assert rejected(tmp_path) == "There is no evidence of ex05 in ex05.evidence."


def test_two_different_files_are_not_chosen_between(tmp_path):
    shutil.copy(RECORDED, tmp_path / "a.gz")
    shutil.copy(EVIDENCE / "s02" / "ex05.gz", tmp_path / "b.gz")
    assert rejected(tmp_path) == "The submission has several evidence files: a.gz, b.gz."


def test_a_damaged_file_says_what_is_wrong(tmp_path):
    (tmp_path / "ex05.evidence").write_bytes(b"not a gzip file")
    assert rejected(tmp_path).startswith("ex05.evidence is damaged (")


def test_a_changed_file_is_damaged(tmp_path):
    evidence = Evidence.read(RECORDED)
    path = tmp_path / "ex05.evidence"
    evidence.write(path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "ex05.evidence is damaged (" in rejected(tmp_path)


def test_a_truncated_file_is_incomplete(tmp_path):
    data = RECORDED.read_bytes()
    (tmp_path / "ex05.evidence").write_bytes(data[: len(data) - 100])
    assert rejected(tmp_path) == "ex05.evidence is incomplete."


def test_an_archive_beside_the_evidence_does_no_harm(tmp_path):
    (tmp_path / "a.tar.gz").write_bytes(b"\x1f\x8b archive")
    shutil.copy(RECORDED, tmp_path / "ex05.evidence")
    assert find_submitted(tmp_path, EX05, {}, "ID").path.name == "ex05.evidence"


@given(
    st.binary(max_size=2_000),
    st.sampled_from(["ex05.evidence", "x.gz", "x"]),
    st.sampled_from([b"", b"\x1f\x8b\x08\0"]),
)
def test_no_file_is_more_than_a_submission_that_cannot_be_graded(tmp_path_factory, data, name, start):
    folder = tmp_path_factory.mktemp("submission")
    (folder / name).write_bytes(start + data)
    rejected(folder)


def test_a_link_leads_nowhere(tmp_path):
    (tmp_path / "ex05.evidence").symlink_to(RECORDED)
    assert rejected(tmp_path) == "The submission has no evidence file."


def test_evidence_with_other_parameter_values_is_not_graded(tmp_path):
    exercise = next(one for one in Course.at(None).exercises() if one.file.params)
    name, value = next(iter(exercise.file.params.items()))
    evidence = Evidence.read(EVIDENCE / "s01" / f"{exercise.id}.gz")
    other = evidence.manifest.model_copy(update={"params": {name: f"{value}9"}})
    Evidence(other, evidence.facts).write(tmp_path / "x.evidence")
    with pytest.raises(NoSubmission, match=f"x.evidence was collected with {name}=.*9, not with {name}="):
        check_values(find_submitted(tmp_path, exercise, {}, "s01"), exercise, {}, "s01")
