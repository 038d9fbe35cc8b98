"""Every mistake in a course's file is told with file, line and key."""

import json

import pytest
from pydantic import BaseModel, ConfigDict, Field

from grader.course.exercise import ExerciseFile
from grader.course.files import load
from grader.course.rubric import Rubric
from grader.errors import CourseError


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = ""
    count: int = Field(default=0, ge=0)
    inner: dict[str, "Thing"] = {}
    many: list["Thing"] = []


@pytest.fixture
def told(tmp_path):
    """told(text, model): the error that reading it ends with, without its path."""

    def problem(text, model=Thing):
        path = tmp_path / "thing.yml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(CourseError) as caught:
            load(path, model)
        assert caught.value.next_step
        assert str(path) in caught.value.problem
        return caught.value.problem.replace(f"{path}", "F")

    return problem


def test_a_good_file_is_read(tmp_path):
    (tmp_path / "t.yml").write_text("name: 이름\ninner: {a: {count: 3}}\n", encoding="utf-8")
    assert load(tmp_path / "t.yml", Thing).inner["a"].count == 3


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CourseError, match=r"none\.yml is missing"):
        load(tmp_path / "none.yml", Thing)


def test_a_folder_is_named(tmp_path):
    with pytest.raises(CourseError, match=r"cannot be read.*Is a directory"):
        load(tmp_path, Thing)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_is_named(told, text):
    assert told(text).startswith("F:1: the file is empty")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("name: x\nnmae: y\n", "F:2: nmae: Extra inputs are not permitted"),
        ("name: x\ncount: many\n", "F:2: count: Input should be a valid integer"),
        ("count: -1\n", "F:1: count: Input should be greater than or equal to 0"),
        ("inner:\n  a:\n    name: x\n    count: -1\n", "F:4: inner.a.count:"),
        ("many:\n  - name: x\n  - count: -1\n", "F:3: many.1.count:"),
        ("inner: 3\n", "F:1: inner: Input should be a valid dictionary"),
        ("- a\n- b\n", "F:1: Input should be a valid dictionary"),
        ("just words\n", "F:1: Input should be a valid dictionary"),
        ("name: x\nname: y\n", "F:2: the key “name” appears twice."),
        ("inner:\n  a: {}\n  b: {}\n  a: {}\n", "F:4: the key “a” appears twice."),
        ("many:\n  - {name: x, name: y}\n", "F:2: the key “name” appears twice."),
        ("name: x\n  count: 3\n", "F:2: mapping values are not allowed"),
        ("name: [x\ncount: 3\n", "F:2:"),
        ("name: 'x\n", "F:"),
        ("name: x\n\tcount: 3\n", "F:2: found a tab"),
        ("name: !!python/object:os.system x\n", "F:1: could not determine a constructor"),
        ("name: *nobody\n", "F:1: found undefined alias"),
        ("a: 1\n---\nb: 2\n", "F:2: but found another document"),
        ("count: 1\nname: 2026-99-99\n", "F:1: month must be"),
        ("name: a\x07b\n", "F:1: "),
        ("? [a, b]\n: c\n", "F:1: "),
        ("? {a: b}\n: c\n", "F:1: "),
        ("many: &x [*x]\n", "F:1: "),
        (b"name: \xff\n", "F cannot be read"),
        ("many: " + "[" * 5000 + "]" * 5000, "F:1: "),
    ],
)
def test_a_mistake_is_reported_with_file_line_and_key(told, text, where):
    assert told(text).startswith(where)


def test_all_mistakes_are_reported_at_once(told):
    assert told("count: -1\nnmae: y\ninner: {a: {count: x}}\n").count("F:") == 3


def test_many_aliases_take_no_time(told):
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    assert "F:1: a0: Extra inputs are not permitted" in told(bomb)


CHECK = {"points": 1, "title": {"ko": "가"}, "hint": {"en": "a", "ko": "b"}}


def rubric(check=None, name="a", **keys):
    """A rubric as YAML, one key a line."""
    entry = "".join(f"    {key}: {json.dumps(value)}\n" for key, value in {**CHECK, **(check or {})}.items())
    more = "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items())
    return f"exercise: ex01\nchecks:\n  {name}:\n{entry}{more}"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (rubric(name="Web_One"), "F:3: checks.Web_One:"),
        (rubric({"points": -1}), "F:4: checks.a.points:"),
        (rubric({"points": float("nan")}).replace("NaN", ".nan"), "F:4: checks.a.points:"),
        (rubric({"points": 0}).replace("0\n", ".inf\n"), "F:4: checks.a.points:"),
        (rubric({"title": {}}), "F:5: checks.a.title.ko: Field required"),
        (rubric({"hint": {"en": "a"}}), "F:6: checks.a.hint.ko: Field required"),
        (rubric({"visibility": "never"}), "F:7: checks.a.visibility:"),
        (rubric(groups={"g": {"checks": ["b"]}}), "group g names b, which is no check"),
        (rubric(groups={"g": {"checks": ["a"]}, "h": {"checks": ["a"]}}), "check a is in more than one group"),
        (rubric(groups={"g": {"checks": []}}), "F:7: groups.g.checks:"),
        ("exercise: ex01\nchecks: {}\n", "F:2: checks:"),
        ("exercise: first\nchecks: {}\n", "F:1: exercise: String should match pattern"),
    ],
)
def test_a_wrong_rubric_is_reported(told, text, where):
    assert where in told(text, Rubric)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("id: ex1\ntitle: {en: a, ko: b}\n", "F:1: id:"),
        ("id: ex01\n", "F:1: title: Field required"),
        ("id: ex01\ntitle: {en: a, ko: b}\nseconds: 0\n", "F:3: seconds:"),
        ("id: ex01\ntitle: {en: a, ko: b}\ncheck_seconds: 9999\n", "F:3: check_seconds:"),
        ("id: ex01\ntitle: {en: a, ko: b}\nlab: {image: x}\n", "F:3: lab.image:"),
    ],
)
def test_a_wrong_exercise_is_reported(told, text, where):
    assert told(text, ExerciseFile).startswith(where)
