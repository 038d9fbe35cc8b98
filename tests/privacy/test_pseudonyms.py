import re
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.student import Student
from grader.errors import UsageError
from grader.privacy.pseudonyms import FILE, drop, pseudonym_of, pseudonyms

ADA = Student("20260001", "local:", name="Ada Beispiel", email="ada@school.example")
BO = Student("=1+1", "local:", name="=cmd()", email="bo@school.example")


def test_a_student_keeps_the_same_pseudonym(tmp_path):
    first = pseudonyms(tmp_path / "keys", [ADA])
    again = pseudonyms(tmp_path / "keys", [BO, ADA])
    assert again[ADA.id] == first[ADA.id] == pseudonym_of(tmp_path / "keys", ADA.id)
    assert len(set(again.values())) == 2
    assert all(re.fullmatch("p-[0-9a-f]{8}", one) for one in again.values())


def test_two_folders_give_two_pseudonyms(tmp_path):
    assert pseudonyms(tmp_path / "a", [ADA]) != pseudonyms(tmp_path / "b", [ADA])


def test_the_file_names_who_is_who_for_its_owner_only(tmp_path):
    pseudonyms(tmp_path / "keys", [ADA, BO])
    path = tmp_path / "keys" / FILE
    assert "20260001,Ada Beispiel,ada@school.example" in path.read_text(encoding="utf-8")
    assert "'=cmd()" in path.read_text(encoding="utf-8")
    assert [stat.S_IMODE(one.stat().st_mode) for one in (path.parent, path)] == [0o700, 0o600]


def test_an_entry_that_is_dropped_is_gone_and_the_others_stay(tmp_path):
    before = pseudonyms(tmp_path, [ADA, BO])
    assert drop(tmp_path, ADA.id)
    assert not drop(tmp_path, ADA.id)
    assert pseudonym_of(tmp_path, ADA.id) is None
    assert pseudonyms(tmp_path, [BO])[BO.id] == before[BO.id]
    assert "Beispiel" not in (tmp_path / FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a,b\n1,2\n", b'pseudonym,student_id,name,email\n"x'])
def test_a_damaged_file_is_never_written_over(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(UsageError, match="cannot be read"):
        pseudonyms(tmp_path, [ADA])
    assert (tmp_path / FILE).read_bytes() == content


def test_a_folder_that_cannot_be_made_is_reported(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        pseudonyms(tmp_path / "file" / "keys", [ADA])


@given(st.sets(st.text(min_size=1, max_size=20), max_size=8))
def test_whatever_ids_look_like_each_finds_its_own_again(tmp_path_factory, ids):
    folder = tmp_path_factory.mktemp("keys")
    students = [Student(one, "local:") for one in ids]
    first = pseudonyms(folder, students)
    assert len(set(first.values())) == len(ids)
    assert pseudonyms(folder, students) == first
