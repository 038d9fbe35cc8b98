"""The evidence that mutants are made of."""

import shutil

import pytest

from grader.authoring.mutants.kept import declared, of_solution, recordings
from grader.course.pack import Course
from grader.demo.sample import evidence, sample_class
from grader.errors import CourseError

SAMPLE = sample_class().students[0]


@pytest.fixture
def exercise(tiny):
    """An exercise with the id of a built-in one, of which the sample class has evidence."""
    tiny.write("def test_made(host):\n    pass\n")
    (tiny.folder / "mutants").mkdir()
    return tiny.course.exercise("ex01")


def test_a_built_in_exercise_has_the_evidence_of_the_sample_class_and_what_is_kept_beside_it():
    found = recordings(Course.at(None).exercise("ex02"))
    assert found[0] == evidence(SAMPLE, "ex02")
    assert [path.name for path in found[1:]] == ["containerd_image_store.gz"]


def test_without_evidence_of_the_solution_there_is_none(exercise):
    shutil.copy(evidence(SAMPLE, "ex01"), exercise.folder / "mutants" / "other.gz")
    assert recordings(exercise) == []


def test_the_solution_comes_first(exercise):
    for name in ("another", "solution"):
        shutil.copy(evidence(SAMPLE, "ex01"), exercise.folder / "mutants" / f"{name}.gz")
    assert recordings(exercise) == [of_solution(exercise), exercise.folder / "mutants" / "another.gz"]


def test_evidence_of_the_exercise_that_this_one_was_copied_from_is_left_out(exercise):
    shutil.copy(evidence(SAMPLE, "ex02"), of_solution(exercise))
    assert recordings(exercise) == []


def test_a_key_that_is_not_known_is_reported_with_its_line(exercise):
    (exercise.folder / "mutants" / "survivors.yml").write_text("values:\n  a: b\nvalue: {}\n")
    with pytest.raises(CourseError, match=r"survivors\.yml, line 3"):
        declared(exercise)
