"""What changes the name of a suite or a rubric, and what does not."""

import re
import shutil

import pytest

from grader.course.rubric import Rubric
from grader.records.hashes import rubric_hash, suite_hash


@pytest.fixture
def exercise(tiny):
    tiny.write("def test_made(host):\n    pass\n")
    (tiny.folder / "helpers").mkdir()
    (tiny.folder / "helpers" / "table.json").write_text("{}")
    return tiny.course.exercise("ex01")


def test_a_hash_is_short_and_the_same_elsewhere(exercise, tmp_path, tiny):
    before = suite_hash(exercise)
    assert re.fullmatch("[0-9a-f]{16}", before)
    shutil.copytree(tiny.root, tmp_path / "elsewhere")
    assert suite_hash(type(tiny.course).at(tmp_path / "elsewhere").exercise("ex01")) == before


@pytest.mark.parametrize("name", ["test_ex01.py", "exercise.yml", "helpers/table.json", "new.py"])
def test_a_file_that_can_change_a_verdict_changes_the_hash(exercise, name):
    before = suite_hash(exercise)
    with (exercise.folder / name).open("a") as file:
        file.write("\n# more")
    assert suite_hash(exercise) != before


def test_a_new_name_changes_the_hash(exercise):
    before = suite_hash(exercise)
    (exercise.folder / "helpers").rename(exercise.folder / "tables")
    assert suite_hash(exercise) != before


@pytest.mark.parametrize(
    "name",
    [
        "handout.ko.md",
        "solution.sh",
        "mistakes/none.sh",
        "accept/other.sh",
        "mutants/survivors.yml",
        "__pycache__/test_ex01.cpython-311.pyc",
        "helpers/__pycache__/x",
        ".test_ex01.py.swp",
        "test_ex01.py~",
    ],
)
def test_other_files_do_not(exercise, name):
    before = suite_hash(exercise)
    path = exercise.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("whatever")
    assert suite_hash(exercise) == before


def rubric(points: float, **more: object) -> Rubric:
    check = {"points": points, "title": {"ko": "확인"}, "hint": {"en": "Look.", "ko": "보세요."}}
    return Rubric.model_validate({"exercise": "ex01", "checks": {"made": check}, **more})


def test_a_rubric_is_named_by_its_values():
    assert re.fullmatch("[0-9a-f]{16}", rubric_hash(rubric(10)))
    assert rubric_hash(rubric(10)) == rubric_hash(rubric(10.0, groups={}))
    assert rubric_hash(rubric(10)) != rubric_hash(rubric(11))
