import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.text.nearest import nearest

EXERCISES = ["ex01", "ex02", "ex05", "ex06"]


@pytest.mark.parametrize("name", ["ec05", "exo5", "EXO5", "eex05", "xe05"])
def test_a_name_with_one_slip_is_found(name):
    assert nearest(name, EXERCISES) == ["ex05"]


@pytest.mark.parametrize("name", ["", "ex99", "nginx"])
def test_a_name_that_is_like_all_or_like_none_means_none(name):
    assert nearest(name, EXERCISES) == []


def test_the_best_comes_first():
    assert nearest("bind-mount", ["file-mounted", "bind-mounts", "bind-mounted"]) == ["bind-mounts", "bind-mounted"]


def test_there_may_be_nothing_to_choose_from():
    assert nearest("ex05", []) == []


@given(st.text(), st.lists(st.text()), st.integers(1, 5))
def test_what_is_found_is_known_and_not_more_than_asked_for(name, known, most):
    found = nearest(name, known, most=most)
    assert set(found) <= set(known)
    assert len(found) <= most
