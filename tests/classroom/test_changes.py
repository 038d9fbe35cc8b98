import datetime

import pytest

from grader.classroom.changes import find_change
from grader.errors import UsageError
from grader.records.entries import Change


def change(id_, kind="override", reverted_by=None):
    made = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
    return Change(id_, kind, "ada", None, made, ("ex01",), None, reverted_by, key=1)


CHANGES = [change("aa11"), change("ab22", "regrade"), change("cc33", reverted_by="dd44"), change("dd44", "undo")]


def test_without_a_name_it_is_the_last_change_that_was_not_undone():
    assert find_change(CHANGES, "", "class.yml").id == "ab22"


@pytest.mark.parametrize("name", ["aa11", "AA1", "aa"])
def test_a_change_is_found_by_how_its_id_begins(name):
    assert find_change(CHANGES, name, "class.yml").id == "aa11"


@pytest.mark.parametrize(
    ("name", "problem"), [("a", "More than one change begins with a"), ("ee", "There is no change ee")]
)
def test_a_name_of_none_or_several_changes_is_refused_with_what_there_is(name, problem):
    with pytest.raises(UsageError, match=problem) as caught:
        find_change(CHANGES, name, "class.yml")
    assert "cc33 (override), dd44 (undo)" in caught.value.next_step


def test_there_may_be_nothing_to_undo():
    with pytest.raises(UsageError, match="nothing to undo"):
        find_change(CHANGES[2:], "", "class.yml")
