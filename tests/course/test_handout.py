"""The handout with its parameters filled in, and the commands for a student's own values."""

import pytest

from grader.course.exercise import Exercise, ExerciseFile
from grader.course.handout import own_commands, rendered_handout
from grader.errors import CourseError

OWN = {"subnet": "192.168.100.0/24", "gateway": "192.168.100.254", "port": 8080, "share": 0.5, "strict": True}


@pytest.fixture
def exercise(tmp_path):
    text = {"en": "A network", "ko": "네트워크"}
    return Exercise(ExerciseFile.model_validate({"id": "ex04", "title": text, "params": OWN}), tmp_path)


@pytest.fixture
def handout(exercise):
    def render(text, **params):
        exercise.handout("en").write_text(text)
        return rendered_handout(exercise, "en", params)

    return render


def test_a_student_without_values_of_their_own_needs_no_other_commands(exercise):
    assert own_commands(exercise, "s1", "en", {}) == ""


def test_the_commands_are_explained_in_korean(exercise):
    assert "확인" in own_commands(exercise, "s1", "ko", {"port": 1})


def test_a_handout_says_the_students_own_parameters_and_else_the_exercises(handout):
    assert handout("Use {{ subnet }} and {{ port }}.\n", subnet="10.0.0.0/8") == "Use 10.0.0.0/8 and 8080.\n"


def test_a_handout_without_placeholders_stays_as_it_is(handout):
    assert handout("# Title {#anchor}\n\n<b> & {braces}\n\n") == "# Title {#anchor}\n\n<b> & {braces}\n\n"


def test_the_anchor_of_a_heading_is_not_a_comment(handout):
    assert handout("# Title {#anchor}\n{{ port }}") == "# Title {#anchor}\n8080"


def test_a_parameter_is_not_read_as_a_placeholder(handout):
    assert handout("{{ subnet }}", subnet="{{ port }}") == "{{ port }}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ nett }}", "'nett' is undefined"),
        ("one\n{{.Name}}", ":2: "),
        ("{{ subnet.__class__.__mro__ }}", "unsafe"),
        ("{{ 1 / 0 }}", "division by zero"),
    ],
)
def test_a_handout_that_cannot_be_filled_names_the_file_and_the_way_out(handout, exercise, text, said):
    with pytest.raises(CourseError) as error:
        handout(text)
    assert str(exercise.handout("en")) in error.value.problem
    assert said in error.value.problem
    assert "{% raw %}" in error.value.next_step


def test_a_missing_handout_is_reported(exercise):
    with pytest.raises(CourseError, match="cannot be read"):
        rendered_handout(exercise, "ko", {})
