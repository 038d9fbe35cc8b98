import json

import pytest

from grader.autograders.members import Member, Members, addresses_in, owner
from grader.classroom.class_reader import read_class
from grader.errors import NoSubmission, UsageError

ADA = Member(id="s01", email="ada@school.example", username="ada", params={"port": 8001})
BO = Member(id="s02", email="bo@school.example", username="bo")
CLASS = Members(students=[ADA, BO])


@pytest.mark.parametrize("name", ["s01", "S01 ", "ADA@school.example", "ada"])
def test_a_student_is_known_by_id_address_and_username(name):
    assert CLASS.called(name) == [ADA]


def test_submitters_are_found_by_their_addresses():
    assert CLASS.at(["Bo@School.example", "x@school.example"]) == [BO]


def test_evidence_of_another_student_is_refused():
    with pytest.raises(NoSubmission, match="The evidence names s02, not s01"):
        owner([ADA], CLASS, "s02")


def test_a_group_may_submit_the_evidence_of_each_member():
    assert owner([ADA, BO], CLASS, "bo") == BO


def test_evidence_that_names_nobody_is_the_submitters():
    assert owner([ADA], CLASS, None) == ADA


def test_an_unknown_submitter_has_the_values_of_the_student_whom_the_evidence_names():
    assert owner([], CLASS, "s01") == ADA
    assert owner([], CLASS, "nobody") is None


def test_the_students_of_a_class_are_written_and_read(recorded_class, tmp_path):
    class_ = read_class(recorded_class)
    members = Members.of(class_, class_.course(None).exercise("ex05"))
    (tmp_path / "students.json").write_text(members.model_dump_json(), encoding="utf-8")
    assert Members.read(tmp_path / "students.json") == members
    assert [one.id for one in members.students] == [one.id for one in class_.students]


@pytest.fixture
def recorded_class(tmp_path):
    (tmp_path / "roster.csv").write_text("student_id,email\n1,a@school.example\n2,b@school.example\n")
    (tmp_path / "class.yml").write_text("name: c\nroster: roster.csv\nexercises: [ex05]\nsubmissions: uploads\n")
    return tmp_path / "class.yml"


@pytest.mark.parametrize("text", ["", "[]", '{"students": 1}'])
def test_a_file_that_is_not_a_list_of_students_is_named(tmp_path, text):
    (tmp_path / "students.json").write_text(text)
    with pytest.raises(UsageError, match=r"students\.json cannot be read"):
        Members.read(tmp_path / "students.json")


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        ({"users": [{"email": "a@x.example", "id": 1}, {"email": None}]}, ["a@x.example"]),
        ({"users": None}, []),
        ([], []),
        ({"users": ["a"]}, []),
    ],
)
def test_the_addresses_are_those_of_the_metadata(tmp_path, metadata, found):
    (tmp_path / "m.json").write_text(json.dumps(metadata))
    assert addresses_in(tmp_path / "m.json") == found


def test_without_metadata_nobody_is_known(tmp_path):
    assert addresses_in(tmp_path / "none") == []
