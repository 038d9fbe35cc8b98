"""Shared sentences whose values a check does not give."""

import pytest

from grader.authoring.unfilled import unfilled


@pytest.fixture
def found(tiny):
    """found(suite, **entry): the problems, without the path of the suite; `entry` changes the rubric's."""

    def lines(suite, **entry):
        tiny.write(suite, page=entry)
        exercise = tiny.course.exercise("ex01")
        problems = unfilled(tiny.course, exercise, tiny.course.rubric("ex01"))
        return [line.removeprefix(f"{exercise.suite}:") for line in problems]

    return lines


def check(call):
    return f"def test_page():\n    {call}\n"


def test_a_value_that_is_misspelt_is_missing_in_the_sentence(found):
    assert found(check('fail("not-in-page", expected="x", adress="http://x/")')) == [
        "4: the sentence of not-in-page contains {address}: give it the value, address=…"
    ]


def test_each_call_must_give_the_values(found):
    complete = 'fail("not-in-page", expected="x", address="http://x/")'
    assert len(found(check(f'{complete}\n    fail("not-in-page", address="http://x/")'))) == 1


@pytest.mark.parametrize(
    "call",
    [
        'fail("not-in-page", expected="x", address="http://x/")',
        'fail("not-in-page", **values)',
        'fail("of-nobody")',
        "fail(reason)",
    ],
)
def test_what_is_given_or_not_known_is_no_problem(found, call):
    assert found(check(call)) == []


def test_a_sentence_of_the_rubric_is_not_looked_at(found):
    says = {"not-in-page": {"en": "Look at {expected}.", "ko": "{expected} 보세요."}}
    assert found(check('fail("not-in-page", expected="x")'), says=says) == []
