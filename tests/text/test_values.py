import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.text.clean import TRUNCATED
from grader.text.values import number, points, quantity, show

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("value", "english", "korean"),
    [
        (None, "nothing", "없음"),
        ([], "nothing", "없음"),
        ({}, "nothing", "없음"),
        (True, "yes", "예"),
        (False, "no", "아니요"),
        (0, "0", "0"),
        (8080, "8080", "8080"),
        (0.5, "0.5", "0.5"),
        ("", "empty text", "빈 문자열"),
        ("  ", "empty text", "빈 문자열"),
        ("\x1b", "empty text", "빈 문자열"),
        ("/root/bm1", "/root/bm1", "/root/bm1"),
        (["a", None, True], "a, nothing, yes", "a, 없음, 예"),
        ({"port": 80, "open": False}, "port: 80, open: no", "port: 80, open: 아니요"),
        ([["a", "b"], {"c": 1}], "(a, b), (c: 1)", "(a, b), (c: 1)"),
        (list(range(22)), ", ".join(map(str, range(20))) + ", and 2 more", ", ".join(map(str, range(20))) + ", 외 2개"),
    ],
)
def test_a_value_is_shown_in_the_readers_words(value, english, korean):
    assert show(value, "en") == english
    assert show(value, "ko") == korean


def test_a_long_value_is_cut_visibly():
    assert show("x" * 1000, "en").endswith(TRUNCATED)
    assert len(show(["x" * 1000] * 30, "en", limit=50)) == 50


def test_a_deep_value_ends_in_dots():
    assert show([[[[[[1]]]]]], "en") == "((((…))))".replace("((((", "(((").replace("))))", ")))")


@given(json_values)
def test_every_value_can_be_shown(value):
    assert show(value, "en")
    assert "\x1b" not in show(value, "ko")


@pytest.mark.parametrize(("value", "shown"), [(10.0, "10"), (7.5, "7.5"), (100 / 3, "33.33"), (0.0, "0"), (100, "100")])
def test_points_have_no_useless_digits(value, shown):
    assert number(value) == shown


def test_unknown_points_are_a_question_mark():
    assert points(None, 20) == "?/20"
    assert points(7.5, 15) == "7.5/15"


@pytest.mark.parametrize(
    ("count", "noun", "plural", "said"),
    [
        (1, "student", "", "1 student"),
        (0, "student", "", "0 students"),
        (2, "entry", "entries", "2 entries"),
        (1.0, "point", "", "1 point"),
        (2.5, "point", "", "2.5 points"),
    ],
)
def test_a_quantity_has_the_noun_in_its_number(count, noun, plural, said):
    assert quantity(count, noun, plural) == said
