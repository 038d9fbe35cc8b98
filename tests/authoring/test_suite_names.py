"""Fixtures, markers and parameters that do not exist are found in the source."""

import pytest

from grader.authoring.lint import lint
from grader.authoring.suite_names import unknown_names


@pytest.fixture
def found(tiny):
    """found(suite): the problems, without the path of the suite."""

    def lines(suite):
        tiny.write(suite)
        keys = {"id": "ex01", "title": {"en": "Tiny", "ko": "작은 것"}, "params": {"subnet": "10.0.0.0/8", "port": 80}}
        tiny.save("exercises/ex01_tiny/exercise.yml", **keys)
        exercise = tiny.course.exercise("ex01")
        return [line.removeprefix(f"{exercise.suite}:") for line in unknown_names(exercise)]

    return lines


@pytest.mark.parametrize(
    ("suite", "problem"),
    [
        (
            "def test_a(continers): pass",
            "3: test_a asks for continers, which is not a fixture. Did you mean “containers”?",
        ),
        (
            "@pytest.fixture\ndef mine(hots): pass",
            "4: mine asks for hots, which is not a fixture. Did you mean “host”?",
        ),
        ("@pytest.mark.usefixtures('nix')\ndef test_a(): pass", "3: test_a asks for nix, which is not a fixture"),
        ("@pytest.mark.need('b')\ndef test_a(): pass", "3: need is not a marker. Did you mean “needs”?"),
        (
            "def test_a(param): param['subent']",
            "3: exercise.yml has no parameter subent. Did you mean “subnet”?",
        ),
        ("def test_a(param): param.get('color')", "3: exercise.yml has no parameter color"),
    ],
)
def test_a_name_that_does_not_exist_is_one_problem_with_what_was_meant(found, suite, problem):
    assert found(suite) == [problem]


@pytest.mark.parametrize(
    "suite",
    [
        "def test_a(host, session, docker, param, wait, events, get, probe, work, home, account): param['port']",
        "@pytest.fixture(name='mine')\ndef make(): pass\ndef test_a(mine): pass",
        "from helpers import mine\ndef test_a(mine): pass",
        "@pytest.mark.parametrize('one, other', [(1, 2)])\ndef test_a(one, other): pass",
        "def helper(whatever, param): return param[whatever]",
        "def test_a(host, more=1, *, kind='x'): pass",
        "@pytest.mark.limit(60)\n@pytest.mark.needs('b')\ndef test_a(): pass",
    ],
)
def test_what_exists_is_no_problem(found, suite):
    assert found(suite) == []


def test_a_conftest_that_is_not_python_is_a_problem_of_the_course(tiny):
    tiny.write('def test_a():\n    """A"""\n')
    (tiny.folder / "conftest.py").write_text("\ndef x(")
    [problem] = [one for one in lint(tiny.course, "ex01") if "conftest.py" in one]
    assert problem.endswith("conftest.py:2: '(' was never closed.")


def test_a_fixture_of_a_conftest_exists(found, tiny):
    (tiny.folder / "conftest.py").write_text("import pytest\n@pytest.fixture\ndef mine(): pass\n")
    (tiny.folder.parent / "conftest.py").write_text("import pytest\n@pytest.fixture\ndef ours(): pass\n")
    assert found("def test_a(mine, ours): pass") == []
