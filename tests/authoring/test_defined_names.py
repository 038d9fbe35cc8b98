"""Names that a suite imports or uses and that are not defined are found in the source."""

import pytest

from grader.authoring.defined_names import undefined_names
from grader.course.pack import Course


@pytest.fixture
def found(tiny):
    """found(suite): the problems, without the path of the suite."""

    def lines(suite):
        tiny.write(suite)
        exercise = tiny.course.exercise("ex01")
        return [line.removeprefix(f"{exercise.suite}:") for line in undefined_names(exercise)]

    return lines


@pytest.mark.parametrize(
    ("suite", "problem"),
    [
        (
            "from grader.checks.wiring import host_port\ndef test_a(): host_ports(1, 80)",
            "3: grader.checks.wiring has no host_port. Did you mean “host_ports”?",
        ),
        ("from grader.checks.wirring import host_ports", "3: grader.checks has no wirring"),
        (
            "from grader.checks.options import port_options\ndef test_a(): port_option(1)",
            "4: port_option is not defined. Did you mean “port_options”?",
        ),
        ("def test_a(): return missing", "3: missing is not defined"),
    ],
)
def test_a_name_that_does_not_exist_is_one_problem_with_what_was_meant(found, suite, problem):
    assert found(suite) == [problem]


@pytest.mark.parametrize(
    "suite",
    [
        "from grader import checks\nfrom grader.checks import wiring",
        "import os.path\ndef test_a(): os.path.join(__file__, str(1))",
        "def test_a(host, *more, **rest): return [host, more, rest, [one for one in more]]",
        "def test_a():\n    try:\n        pass\n    except ValueError as error:\n        print(error)",
        "def test_a(page):\n    match page:\n        case [one, *rest]:\n            print(one, rest)",
        "def test_a(page):\n    match page:\n        case {'a': 1, **others}:\n            print(others)",
        "class Site: pass\nasync def a(): return Site\ndef test_a(): (n := 1, a); return lambda x: x + n",
        "from os.path import *\ndef test_a(): join('a', 'b')",
    ],
)
def test_what_is_defined_is_no_problem(found, suite):
    assert found(suite) == []


def test_the_suites_of_the_built_in_course_use_defined_names_only():
    course = Course.at(None)
    assert [line for one in course.exercises() for line in undefined_names(one)] == []
