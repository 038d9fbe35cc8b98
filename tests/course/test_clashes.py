"""What several exercises want of one host."""

import pytest

from grader.course.clashes import clashes, occupied
from grader.course.pack import Course


@pytest.fixture
def course(tiny):
    """Two exercises; ex01 occupies what the test says, and ex02 the same."""
    tiny.write("def test_a():\n    pass\n")
    keys = {"id": "ex01", "title": {"en": "Tiny", "ko": "작은 것"}, "params": {"port": 80, "web": "web"}}
    keys |= {"ports": ["{port}"], "containers": ["{web}", "db"], "volumes": ["data"]}
    tiny.save("exercises/ex01_tiny/exercise.yml", **keys)
    tiny.second("def test_b():\n    pass\n")
    return tiny.course


def test_placeholders_are_the_values_of_parameters(course):
    assert occupied(course.exercise("ex01"), {"port": 8080, "web": "{x}"}) == {
        "ports": ["8080"],
        "containers": ["{x}", "db"],
        "volumes": ["data"],
    }


def test_what_two_exercises_occupy_is_a_clash(course):
    found = clashes(course.exercises())
    assert [(one.what, one.exercises) for one in found] == [
        ("port 80 of the host", ("ex01", "ex02")),
        ("the container name web", ("ex01", "ex02")),
        ("the container name db", ("ex01", "ex02")),
        ("the volume data", ("ex01", "ex02")),
    ]


def test_other_values_of_parameters_may_keep_exercises_apart(course):
    found = clashes(course.exercises(), {"ex02": {"port": 81, "web": "other"}})
    assert [one.name for one in found] == ["db", "data"]


def test_a_clash_says_what_to_do(course):
    assert str(clashes(course.exercises())[0]) == (
        "ex01 and ex02 use port 80 of the host, so a host can have only one of them at a time: "
        "grade one after the other; the best attempt at each counts"
    )


def test_one_exercise_alone_has_no_clash(course):
    assert clashes([course.exercise("ex01")]) == []


def test_the_built_in_course_clashes_where_its_handouts_say_so():
    assert [(one.name, one.exercises) for one in clashes(Course.at(None).exercises())] == [("80", ("ex06", "ex12"))]
