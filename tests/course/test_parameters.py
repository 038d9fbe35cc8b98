import pytest

from grader.course.exercise import Exercise, ExerciseFile
from grader.course.parameters import command, differing, listed


@pytest.fixture
def exercise(tmp_path):
    text = {"en": "A network", "ko": "네트워크"}
    own = {"net": "net1", "port": 80}
    return Exercise(ExerciseFile.model_validate({"id": "ex04", "title": text, "params": own}), tmp_path)


def test_a_command_can_be_pasted_into_a_shell():
    assert command("check", "ex04", params={"net": "it's", "images": ["a b"]}) == (
        """grader check ex04 --param 'net=it'"'"'s' --param 'images=["a b"]'"""
    )


def test_a_value_missing_from_both_sets_is_the_exercises_own(exercise):
    assert differing(exercise, {}, {"net": "net1", "port": 81}) == ({"port": 80}, {"port": 81})
    assert differing(exercise, {"net": "net1"}, {}) == ({}, {})


def test_values_unknown_to_the_exercise_are_skipped(exercise):
    assert differing(exercise, {"colour": "red"}, {}) == ({}, {})


def test_long_values_are_cut_off_in_a_sentence():
    assert listed({"net": "x" * 5_000, "port": 80}) == f"net={'x' * 100}, port=80"
