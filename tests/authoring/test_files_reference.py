import pytest

from grader.authoring.files_reference import described, reference, rows_of
from grader.course.course_file import CourseFile
from grader.course.exercise import ExerciseFile
from grader.course.rubric import Messages, Rubric
from tests.support import ROOT


def test_the_page_is_current():
    command = "run: python -m grader.authoring.files_reference > docs/course-files.md"
    assert (ROOT / "docs" / "course-files.md").read_text(encoding="utf-8") == reference(), command


@pytest.mark.parametrize("model", [CourseFile, ExerciseFile, Rubric, Messages])
def test_every_key_has_a_meaning(model):
    assert [key for key, meaning, _ in rows_of(model) if not meaning] == []


def test_a_key_is_named_as_it_is_written():
    assert "params" in described(ExerciseFile)


def test_the_keys_below_a_name_are_there():
    assert "checks.NAME.points" in [key for key, _, _ in rows_of(Rubric)]
