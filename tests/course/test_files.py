"""Every mistake in a course's file is told with file, line and key."""

import json

import pytest
from pydantic import BaseModel, ConfigDict, Field

from grader.course.exercise import ExerciseFile
from grader.course.files import load, place_of
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
    assert told(text).startswith("F, line 1: the file is empty")


def test_an_empty_file_names_the_page_that_describes_its_keys(tmp_path):
    (tmp_path / "t.yml").write_text("")
    with pytest.raises(CourseError) as caught:
        load(tmp_path / "t.yml", Thing, manual="docs/things.md")
    assert caught.value.next_step == "See docs/things.md for the keys of this file."


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("name: x\nnmae: y\n", "F, line 2: “nmae” is not a known key. Did you mean “name”?"),
        ("name: x\ncount: many\n", "F, line 2, count: a whole number is expected, found “many”."),
        ("count: -1\n", "F, line 1, count: at least 0 is expected, found -1."),
        ("inner:\n  a:\n    name: x\n    count: -1\n", "F, line 4, inner.a.count: at least 0"),
        ("many:\n  - name: x\n  - count: -1\n", "F, line 3, many.count: at least 0"),
        ("inner: 3\n", "F, line 1, inner: “key: value” is expected, found 3."),
        ("- a\n- b\n", "F, line 1: “key: value” is expected, found a list."),
        ("just words\n", "F, line 1: “key: value” is expected, found “just words”."),
        ("name: x\nname: y\n", "F, line 2: the key “name” appears twice."),
        ("inner:\n  a: {}\n  b: {}\n  a: {}\n", "F, line 4, inner: the key “a” appears twice."),
        ("many:\n  - {name: x, name: y}\n", "F, line 2, many: the key “name” appears twice."),
        ("name: x\n  count: 3\n", "F, line 2, column 8: a key cannot be here: check the indentation"),
        ("name: [x\ncount: 3\n", "F, line 2, column 6: “,” or “]” is expected: the “[” on line 1 is not closed."),
        ("name: 'x\n", "F, line 1, column 7: the quotation mark that opens here is not closed."),
        ("name: x\n\tcount: 3\n", "F, line 2, column 1: a tab is used for indentation: use spaces."),
        ("name: !!python/object:os.system x\n", "F, line 1, column 7: “!!python/object:os.system” is not allowed"),
        ("name: *nobody\n", "F, line 1, column 7: “*nobody” refers to nothing"),
        ("a: 1\n---\nb: 2\n", "F, line 2, column 1: a second document begins here"),
        (
            "count: 1\nname: 2026-99-99\n",
            "F, line 2, name: “2026-99-99” looks like a date or a number, but is not a valid one.",
        ),
        ("name: a\x07b\n", "F, line 1, column 8: the character U+0007 is not allowed."),
        ("? [a, b]\n: c\n", "F, line 1: a key is a list or a mapping."),
        ("? {a: b}\n: c\n", "F, line 1: a key is a list or a mapping."),
        ("many: &x [*x]\n", "F, line 1, many: “key: value” is expected, found a list."),
        (b"name: \xff\n", "F is not UTF-8 text."),
        ("many: " + "[" * 5000 + "]" * 5000, "F, line 1, column 1006: this is nested too deeply."),
    ],
)
def test_a_mistake_is_reported_with_file_line_and_key(told, text, where):
    assert told(text).startswith(where)


def test_mistakes_are_reported_in_the_order_of_the_file(told):
    said = told("nmae: y\ninner: {a: {count: x}}\ncount: -1\n")
    assert [line[:9] for line in said.splitlines()] == ["F, line 1", "F, line 2", "F, line 3"]


def test_all_mistakes_are_reported_at_once(told):
    assert told("count: -1\nnmae: y\ninner: {a: {count: x}}\n").count("F, line") == 3


def test_many_aliases_take_no_time(told):
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    assert "F, line 1: “a0” is not a known key" in told(bomb)


CHECK = {"points": 1, "title": {"ko": "가"}, "hint": {"en": "a", "ko": "b"}}


def rubric(check=None, name="a", **keys):
    """A rubric as YAML, one key a line."""
    entry = "".join(f"    {key}: {json.dumps(value)}\n" for key, value in {**CHECK, **(check or {})}.items())
    more = "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items())
    return f"exercise: ex01\nchecks:\n  {name}:\n{entry}{more}"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (
            rubric(name="Web_One"),
            "F, line 3, checks: a check ID of lower-case letters, digits and hyphens is expected, found “Web_One”.",
        ),
        (rubric({"points": -1}), "F, line 4, checks.a.points: at least 0 is expected, found -1."),
        (
            rubric({"points": float("nan")}).replace("NaN", ".nan"),
            "F, line 4, checks.a.points: a number is expected, found nan.",
        ),
        (
            rubric({"points": 0}).replace("0\n", ".inf\n"),
            "F, line 4, checks.a.points: a number is expected, found inf.",
        ),
        (rubric({"hint": {}}), "F, line 6, checks.a.hint: at least 1 entry is expected."),
        (rubric({"hint": {"Englisch": "a"}}), "a language code such as en is expected, found “Englisch”."),
        (
            rubric({"visibility": "never"}),
            "F, line 7, checks.a.visibility: “never” is not allowed here. Allowed: always, after_due, hidden.",
        ),
        (rubric(groups={"g": {"checks": ["b"]}}), "F, line 7, groups: group g names b, which is not a check here."),
        (rubric(groups={"g": {"checks": ["a"]}, "h": {"checks": ["a"]}}), "check a is in more than one group"),
        (rubric(groups={"g": {"checks": []}}), "F, line 7, groups.g.checks: at least 1 entry is expected."),
        ("exercise: ex01\nchecks: {}\n", "F, line 2, checks: at least 1 entry is expected."),
        (
            "exercise: first\nchecks: {}\n",
            "F, line 1, exercise: an exercise ID such as ex05 is expected, found “first”.",
        ),
    ],
)
def test_a_wrong_rubric_is_reported(told, text, where):
    assert where in told(text, Rubric)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("id: ex1\ntitle: {en: a, ko: b}\n", "F, line 1, id: an exercise ID such as ex05 is expected, found “ex1”."),
        ("id: ex01\n", "F, line 1: the key “title” is missing."),
        ("id: ex01\ntitle: {en: a, ko: b}\nseconds: 0\n", "F, line 3, seconds: a number above 0 is expected, found 0."),
        (
            "id: ex01\ntitle: {en: a, ko: b}\ncheck_seconds: 9999\n",
            "F, line 3, check_seconds: at most 3600 is expected, found 9999.",
        ),
        (
            "id: ex01\ntitle: {en: a, ko: b}\nlab: {image: x}\n",
            "F, line 3, lab: “image” is not a known key. Did you mean “images”?",
        ),
    ],
)
def test_a_wrong_exercise_is_reported(told, text, where):
    assert told(text, ExerciseFile).startswith(where)


def test_the_place_of_a_key_can_be_found_later(tmp_path):
    path = tmp_path / "t.yml"
    path.write_text("a: 1\nparams:\n  ex04:\n    port: 80\n")
    assert str(place_of(path, "params", "ex04", "port")) == f"{path}, line 4, params.ex04.port"
    path.unlink()
    assert str(place_of(path, "params", "ex04", "port")) == f"{path}, params.ex04.port"
