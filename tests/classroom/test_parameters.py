import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.class_file import ClassFile
from grader.classroom.classes import Class
from grader.classroom.parameters import params_from, params_of, seeded
from grader.classroom.student import Student
from grader.course.exercise import Exercise, ExerciseFile
from grader.course.handout import own_commands
from grader.course.pack import Course
from grader.errors import CourseError, UsageError

OWN = {"subnet": "192.168.100.0/24", "gateway": "192.168.100.254", "port": 8080, "share": 0.5, "strict": True}
ADA = Student(id="s1", host="ssh://h1", section="A", columns={"Net Name": "blue", "empty": ""}, line=2)


@pytest.fixture
def exercise(tmp_path):
    text = {"en": "A network", "ko": "네트워크"}
    return Exercise(ExerciseFile.model_validate({"id": "ex04", "title": text, "params": OWN}), tmp_path)


@pytest.fixture
def params(tmp_path, exercise):
    """params({"subnet": "…"}): what comes of these parameters for Ada."""

    def fill(wanted, student=ADA, seed="autumn", of=exercise):
        file = ClassFile.model_validate({"name": "c", "roster": "r.csv", "seed": seed, "params": {"ex04": wanted}})
        return params_of(Class(file, tmp_path / "class.yml", (student,)), student, of)

    return fill


def test_one_range_is_one_number_within_an_exercise(params):
    found = params({"subnet": "192.168.{seed:100-199}.0/24", "gateway": "192.168.{seed:100-199}.254"})
    assert found["subnet"].split(".")[2] == found["gateway"].split(".")[2]


def test_what_the_handout_says_to_type_is_read_as_the_same_values(params, exercise):
    own = params({"subnet": "10.{seed:1-9}.0.0/24", "gateway": "it's {column:Net Name} 1", "port": "{seed:1-9}"})
    own |= {"strict": False, "share": 0.25}
    _, check, collect = own_commands(exercise, "s1", "en", own).split("    ")
    for line, begin in ((check, ["check", "ex04"]), (collect, ["collect", "ex04", "--student", "s1"])):
        grader, *typed = shlex.split(line.splitlines()[0])
        assert (grader, typed[: len(begin)]) == ("grader", begin)
        assert set(typed[len(begin) :: 2]) == {"--param"}
        assert params_from(typed[len(begin) + 1 :: 2], exercise) == own


def test_the_number_never_changes():
    # printf 's0\0ex04\000100-199' | openssl dgst -sha256 -hmac autumn, modulo 100, plus 100
    assert [seeded("autumn", f"s{n}", "ex04", 100, 199) for n in range(4)] == [115, 179, 182, 127]


def test_the_number_depends_on_seed_student_exercise_and_range():
    found = [
        seeded(*one)
        for one in (
            ("a", "s1", "ex04", 0, 10**9),
            ("b", "s1", "ex04", 0, 10**9),
            ("a", "s2", "ex04", 0, 10**9),
            ("a", "s1", "ex05", 0, 10**9),
            ("a", "s1", "ex04", 0, 10**9 + 1),
        )
    ]
    assert len(set(found)) == 5


@given(st.text(), st.text(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_number_is_within_its_range(seed, student, first, more):
    assert first <= seeded(seed, student, "ex04", first, first + more) <= first + more


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("net-{column:Net Name}", "net-blue"),
        ("{column:net_name}-{column:section}-{id}", "blue-A-s1"),
        ("{{id}}", "{id}"),
        (["{id}", 1, {"a": "{id}"}], ["s1", 1, {"a": "s1"}]),
        (None, None),
    ],
)
def test_placeholders_are_filled(params, value, filled):
    assert params({"subnet": value}) == {"subnet": filled}


def test_a_cell_is_never_read_as_a_placeholder(params):
    student = Student(id="s1", host="local:", columns={"a": "{id}"})
    assert params({"subnet": "{column:a}"}, student) == {"subnet": "{id}"}


def test_a_text_becomes_a_number_where_the_exercise_has_one(params):
    found = params({"port": "80{seed:10-10}", "share": "0.{seed:25-25}", "strict": "{id}"})
    assert found == {"port": 8010, "share": 0.25, "strict": "s1"}


def test_nothing_is_set_for_another_exercise(params, tmp_path):
    text = {"en": "Other", "ko": "다른"}
    other = Exercise(ExerciseFile.model_validate({"id": "ex05", "title": text}), tmp_path)
    assert params({"subnet": "x"}, of=other) == {}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"subnett": "x"}, "params.ex04.subnett: ex04 has no parameter “subnett”"),
        ({"subnet": "{column:nett}"}, "params.ex04.subnet: the roster has no column “nett”"),
        ({"port": "{column:Port}"}, "the column “Port” of a roster is for the grader itself"),
        ({"subnet": "{column:empty}"}, "column “empty” is empty for student s1"),
        ({"subnet": "{name}"}, "“{name}” is not a placeholder"),
        ({"subnet": "{seed:9-1}"}, "“{seed:9-1}” is not a placeholder"),
        ({"subnet": "a}"}, "“}” is not a placeholder"),
        ({"port": "{id}"}, "params.ex04.port: “s1” is not a number for student s1"),
    ],
)
def test_what_cannot_be_filled_is_reported_with_its_key(params, wanted, said):
    with pytest.raises(CourseError) as error:
        params(wanted)
    assert said in error.value.problem


@pytest.fixture
def typed(tmp_path):
    """The exercise with a network, a port and a path, and class.yml on disk, whose lines are named."""
    params = {
        "subnet": {"type": "network", "default": "192.168.100.0/24"},
        "port": {"type": "port", "default": 80},
        "file": {"type": "path", "default": "a.txt"},
    }
    text = {"en": "A network", "ko": "네트워크"}
    lines = ["name: c", "roster: r.csv", "seed: autumn", "params:", "  ex04:", "    subnet: x", "    port: y"]
    (tmp_path / "class.yml").write_text("\n".join(lines), encoding="utf-8")
    return Exercise(ExerciseFile.model_validate({"id": "ex04", "title": text, "params": params}), tmp_path)


def test_a_value_takes_the_declared_type(params, typed):
    wanted = {"subnet": "10.{seed:7-7}.0.0/16", "port": "80{seed:10-10}", "file": "{column:Net Name}.txt"}
    assert params(wanted, of=typed) == {"subnet": "10.7.0.0/16", "port": 8010, "file": "blue.txt"}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"subnet": "10.0.0.0"}, "class.yml, line 6, params.ex04.subnet: “10.0.0.0” is not how a network is written"),
        (
            {"port": "{seed:70000-70000}"},
            "class.yml, line 7, params.ex04.port: a port from 1 to 65535 is expected, found",
        ),
        ({"port": "{seed:70000-70000}"}, "found “70000” for student s1."),
        ({"subnet": "{column:nett}"}, "class.yml, line 6, params.ex04.subnet: the roster has no column “nett”"),
        ({"subnet": "{name}"}, "class.yml, line 6, params.ex04.subnet: “{name}” is not a placeholder"),
    ],
)
def test_a_wrong_value_is_reported_with_the_line_of_the_class_file(params, typed, wanted, said):
    with pytest.raises(CourseError) as error:
        params(wanted, of=typed)
    assert said in error.value.problem


def test_a_wrong_cell_is_reported_with_the_line_of_the_roster(params, typed):
    with pytest.raises(CourseError) as error:
        params({"subnet": "{column:Net Name}"}, of=typed)
    assert (
        "r.csv, line 2, Net Name: a network such as 192.168.100.0/24 is expected, found “blue”" in error.value.problem
    )
    assert "class.yml, line 6, params.ex04.subnet" in error.value.problem
    assert error.value.next_step == "Correct the roster."


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("port=many", "The value of --param port is not valid: a port from 1 to 65535 is expected, found “many”."),
        (
            "subnet=[1]",
            "The value of --param subnet is not valid: a network such as 192.168.100.0/24 is expected, found “[1]”.",
        ),
        (
            "file=",
            "The value of --param file is not valid: a path such as /srv/data or notes.txt is expected, found nothing.",
        ),
    ],
)
def test_a_wrong_value_on_the_command_line_is_wrong_use(typed, word, said):
    with pytest.raises(UsageError) as error:
        params_from([word], typed)
    assert error.value.problem == said


def test_a_typed_value_on_the_command_line_is_of_its_type(typed):
    assert params_from(["port=81", "subnet=10.0.0.0/8"], typed) == {"port": 81, "subnet": "10.0.0.0/8"}


def test_a_number_drawn_without_a_seed_is_refused(params):
    with pytest.raises(CourseError, match="needs a seed"):
        params({"subnet": "{seed:1-9}"}, seed="")


def test_an_exercise_without_parameters_takes_none(params, tmp_path):
    bare = Exercise(ExerciseFile.model_validate({"id": "ex04", "title": {"en": "a", "ko": "b"}}), tmp_path)
    with pytest.raises(CourseError) as error:
        params({"subnet": "x"}, of=bare)
    assert error.value.next_step == "It has no parameters."


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("subnet=10.0.0.0/8", {"subnet": "10.0.0.0/8"}),
        ("subnet=a=b", {"subnet": "a=b"}),
        ("subnet=", {"subnet": ""}),
        ("port=81", {"port": 81}),
        ("share=0.25", {"share": 0.25}),
        ("strict=false", {"strict": False}),
    ],
)
def test_a_parameter_on_the_command_line_is_of_the_exercises_kind(exercise, word, value):
    assert params_from([word], exercise) == value


def test_a_list_on_the_command_line_is_written_as_in_yaml(tmp_path):
    text = {"en": "x", "ko": "x"}
    images = Exercise(ExerciseFile.model_validate({"id": "ex02", "title": text, "params": {"images": ["a"]}}), tmp_path)
    assert params_from(["images=[centos:latest, b]"], images) == {"images": ["centos:latest", "b"]}
    with pytest.raises(UsageError, match="has the wrong type"):
        params_from(["images=centos"], images)


@pytest.mark.parametrize(
    ("word", "problem", "next_step"),
    [
        ("subnt=1", "ex04 has no parameter “subnt”.", "Did you mean “subnet”?"),
        ("subnet", "The parameter “subnet” has no value.", "Write it as subnet=VALUE."),
    ],
)
def test_a_wrong_parameter_on_the_command_line_says_what_to_type(word, problem, next_step):
    with pytest.raises(UsageError) as caught:
        params_from([word], Course.at(None).exercise("ex04"))
    assert (caught.value.problem, caught.value.next_step) == (problem, next_step)


@pytest.mark.parametrize("word", ["subnet", "color=red", "=1", "", "port=many", "strict=[", "strict=maybe"])
def test_what_is_not_a_parameter_on_the_command_line_is_wrong_use(exercise, word):
    with pytest.raises(UsageError):
        params_from([word], exercise)
