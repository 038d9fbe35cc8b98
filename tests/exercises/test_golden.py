"""What a student reads of each exercise is what somebody has read aloud; `make golden` writes the pages again."""

import pytest

from grader.course.pack import Course
from tests.support import golden

EXERCISES = Course.at(None).exercises()


@pytest.fixture(scope="module")
def pages():
    made = golden.Pages()
    yield made
    made.close()


def test_every_state_of_every_exercise_has_been_recorded():
    assert [one.id for one in EXERCISES if not golden.complete(one)] == []


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.id)
def test_the_pages_of_an_exercise_are_as_they_were_read(pages, exercise):
    for name, text in pages.of(exercise).items():
        assert text == golden.written(name), f"{name}: read the new page, then run `make golden`"


def test_the_pages_of_several_exercises_are_as_they_were_read(pages):
    for name, text in pages.of_several(EXERCISES[: golden.SEVERAL]).items():
        assert text == golden.written(name), f"{name}: read the new page, then run `make golden`"
