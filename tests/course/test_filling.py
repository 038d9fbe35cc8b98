"""Parameters in the values of a YAML file."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course.filling import Filler

PARAMS = {"port": 8080, "name": "it's web", "words": ["a", "b"], "deep": True, "nothing": None, "factor": 1.5}


def filled(value):
    filler = Filler(PARAMS)
    return filler.filled(value), [str(one.message) for one in filler.problems]


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        ("{port}", 8080),
        ("{words}", ["a", "b"]),
        ("{nothing}", None),
        ("{factor}", "1.5"),
        ("http://h:{port}/{name}", "http://h:8080/it's web"),
        ("{deep}!", "true!"),
        ({"a": ["{port}", {"{name}": 1}]}, {"a": [8080, {"it's web": 1}]}),
        (7, 7),
        (None, None),
    ],
)
def test_a_parameter_alone_keeps_its_type_and_becomes_text_in_a_text(value, becomes):
    assert filled(value) == (becomes, [])


@pytest.mark.parametrize(
    "text", ["${HOME}", "{{.State}}", "{{json}}", "a{2}", "a{2,3}", "{}", "{ name }", "awk '{print}}'"]
)
def test_other_braces_stay(text):
    assert filled(text) == (text, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{prot}", "{prot} is not a parameter of the exercise. Did you mean “port”?"),
        ("a {x}", "{x} is not a parameter of the exercise. Parameters: port, name, words, deep, nothing, factor."),
        ("a {words}", "{words} is not text or a number, so it cannot be part of a text."),
    ],
)
def test_what_is_not_a_parameter_is_reported_and_stays(text, problem):
    assert filled(text) == (text, [problem])


def test_a_problem_has_the_place_of_the_value():
    filler = Filler({})
    filler.filled({"a": ["{x}"]}, ("top",))
    assert [one.location for one in filler.problems] == [("top", "a", 0)]


@given(st.text(st.characters(exclude_characters="\0")))
def test_in_a_command_a_parameter_is_one_word_whatever_is_in_it(value):
    command = Filler({"name": value}, lambda _: lambda text, fill: fill(text, shlex.quote)).filled("cat {name} x")
    assert shlex.split(command) == ["cat", value, "x"]
