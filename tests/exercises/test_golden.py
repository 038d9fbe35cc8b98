"""What a student reads of each exercise is what somebody has read aloud; `make golden` writes the pages again."""

import pytest

from grader.course.pack import Course
from tests.support import golden

NOT_RECORDED: set[str] = set()
"""Exercises of which some states have not been recorded; `make record-states` and `make record-mistakes` do that."""

EXERCISES = [one for one in Course.at(None).exercises() if one.id not in NOT_RECORDED]


@pytest.fixture(scope="module")
def pages():
    made = golden.Pages()
    yield made
    made.close()


def test_an_exercise_without_pages_is_named():
    assert {one.id for one in Course.at(None).exercises() if not golden.complete(one)} <= NOT_RECORDED


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.id)
def test_the_pages_of_an_exercise_are_as_they_were_read(pages, exercise):
    for name, text in pages.of(exercise).items():
        assert text == golden.written(name), f"{name}: read the new page, then run `make golden`"


def test_the_pages_of_several_exercises_are_as_they_were_read(pages):
    for name, text in pages.of_several(EXERCISES[: golden.SEVERAL]).items():
        assert text == golden.written(name), f"{name}: read the new page, then run `make golden`"
