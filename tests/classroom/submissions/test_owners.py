"""Whose a file is, by the names that people and platforms give it."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

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
