"""What a course has beside what the grader reads: a folder that is named in another way would be missed silently."""

import pytest

from grader.authoring.unread import unread
from grader.course.pack import Course


@pytest.fixture
def found(tiny):
    """found(paths): the problems of a course that has these files as well."""
    tiny.write('def test_a():\n    """A"""\n')

    def problems(*paths):
        for path in paths:
            (tiny.root / path).parent.mkdir(parents=True, exist_ok=True)
            (tiny.root / path).write_text("")
        return [line.replace(f"{tiny.root}/", "") for line in unread(tiny.course)]

    return problems


@pytest.mark.parametrize(
    "path",
    [
        "exercises/helpers/names.py",
        "exercises/ex01_tiny/helper.py",
        "exercises/ex01_tiny/checks.yml",
        "exercises/conftest.py",
        "rubrics/messages.yml",
    ],
)
def test_what_is_read_or_not_meant_to_be_is_no_problem(found, path):
    assert found(path) == []


def test_the_built_in_course_has_nothing_of_the_kind():
    assert list(unread(Course.at(None))) == []


@pytest.mark.parametrize(
    ("folder", "meant"),
    [
        ("ex2_mount", "ex02_mount"),
        ("03-mount", "ex03_mount"),
        ("Exercise 4 mount", "ex04_mount"),
        ("ex05", "ex05_name"),
        ("마운트", "ex and two digits, such as ex01_마운트"),
    ],
)
@pytest.mark.parametrize("file", ["exercise.yml", "checks.yaml", "test_ex02.py", "handout.en.md"])
def test_the_folder_of_an_exercise_has_a_name_that_is_read(found, folder, meant, file):
    assert found(f"exercises/{folder}/{file}") == [f"exercises/{folder} is not read: name it {meant}"]


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("course.yaml", "name it course.yml"),
        ("exercises/ex01_tiny/exercise.yaml", "name it exercise.yml"),
        ("exercises/ex01_tiny/checks.yaml", "name it checks.yml"),
        ("exercises/ex01_tiny/test_ex02.py", "checks in Python are in test_ex01.py"),
        ("exercises/ex01_tiny/handout.kr.md", "“kr” is not a language of the course"),
        ("rubrics/ex01.yaml", "name it ex01.yml"),
        ("rubrics/ex07.yml", "there is no folder exercises/ex07_…"),
    ],
)
def test_a_file_of_another_name_is_a_problem(found, path, problem):
    assert found(path) == [f"{path} is not read: {problem}"]
