"""Whose a file is, by the names that people and platforms give it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.filenames import file_name
from grader.classroom.student import Student
from grader.classroom.submissions.owners import OwnerIndex, UnknownOwner
from tests.support.roster import STUDENTS

NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(NAMES, st.sampled_from([student.id for student in STUDENTS]))
def test_no_name_is_taken_for_anybody_but_whom_it_names(name, student):
    owners = OwnerIndex(STUDENTS)
    path = Path(student, f"{name}-ex05.evidence")
    try:
        assert owners.owner(path) == student
    except UnknownOwner as unknown:
        assert "could belong to" in str(unknown)  # noqa: PT017  one of two outcomes


@pytest.mark.parametrize("folder", ["2026/17", "2026-17", "2026_17", "2026 17", file_name("2026/17")])
def test_an_id_with_a_slash_is_found_as_the_name_of_a_file(folder):
    owners = OwnerIndex([Student("2026/17", "h1"), Student("2026", "h2"), Student("B 1", "h3")])
    assert owners.owner(Path(folder, "ex05.evidence")) == "2026/17"
    assert owners.owner(Path(f"{folder}_ex05.evidence")) == "2026/17"
    assert owners.owner(Path("B 1_12_assignsubmission_file", "ex05.evidence")) == "B 1"
