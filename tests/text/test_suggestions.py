import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.message import Message
from grader.text.suggestions import did_you_mean, nearest

KEYS = ["exercises", "due", "late", "per_day", "submissions"]
NONE = Message("See the list.")


@pytest.mark.parametrize(
    ("word", "near"),
    [("excercises", "exercises"), ("Late", "late"), ("per-day", "per_day"), ("exercise", "exercises")],
)
def test_a_misspelt_word_finds_the_one_that_was_meant(word, near):
    assert nearest(word, KEYS)[0] == near


@pytest.mark.parametrize("word", ["", "colour", "x"])
def test_a_word_like_no_other_finds_none(word):
    assert nearest(word, KEYS) == ()
    assert did_you_mean(word, KEYS, otherwise=NONE) == NONE


def test_a_word_that_is_like_many_finds_none():
    assert nearest("ex99", [f"ex9{n}" for n in range(4)]) == ()


@pytest.mark.parametrize("word", ["ec05", "exo5", "EXO5", "eex05", "xe05"])
def test_a_slip_in_a_number_finds_that_number_only(word):
    assert nearest(word, ["ex01", "ex02", "ex05", "ex06"]) == ("ex05",)


@given(st.text(), st.lists(st.text()))
def test_at_most_three_known_words_are_found(word, known):
    found = nearest(word, known)
    assert len(found) <= 3
    assert set(found) <= set(known)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (["ex05"], "Did you mean “ex05”?"),
        (["ex05", "ex15"], "Did you mean “ex05” or “ex15”?"),
        (["ex05", "ex15", "ex25"], "Did you mean “ex05”, “ex15” or “ex25”?"),
    ],
)
def test_the_words_are_listed_in_a_sentence(known, said):
    assert sorted(str(did_you_mean("ex5", known, otherwise=NONE))) == sorted(said)
