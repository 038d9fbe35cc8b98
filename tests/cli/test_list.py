import json

import pytest

from grader.course.bundle import write_bundle


@pytest.mark.parametrize(("lang", "title", "word"), [("en", "Tiny", "Read an"), ("ko", "작은 것", "실습 보기")])
def test_exercises_are_listed_in_both_languages(call, mixed, lang, title, word):
    code, out, err = call("list", "--course", mixed.root, "--lang", lang)
    assert (code, err) == (0, "")
    assert f"ex01  {title}" in out
    assert word in out
    assert out.endswith(f"grader check ex01 --course {mixed.root}\n")


def test_students_read_commands_with_the_zip_that_they_have(call, mixed, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_bundle(mixed.root, tmp_path / "my course.zip")
    _, out, _ = call("list", "--course", tmp_path / "my course.zip", "--lang", "en")
    assert out.endswith(f"grader check ex01 --course '{tmp_path}/my course.zip'\n")


def test_exercises_are_listed_as_json(call, mixed):
    _, out, _ = call("list", "--course", mixed.root, "--json", "--lang", "en")
    [one] = json.loads(out)
    assert (one["exercise"], one["title"], one["max_score"]) == ("ex01", "Tiny", 75)
    assert one["checks"][:3] == ["right", "wrong", "after"]


def test_a_broken_rubric_hides_its_own_exercise_only(call, mixed):
    mixed.second('def test_b():\n    """B"""\n')
    (mixed.root / "rubrics" / "ex02.yml").write_text("exercise: ex02\nchecks: 1\n")
    code, out, err = call("list", "--course", mixed.root, "--json", "--lang", "en")
    assert (code, [one["exercise"] for one in json.loads(out)]) == (2, ["ex01"])
    assert err.startswith("grader: ex02 is left out.\n")
    assert "rubrics/ex02.yml, line 2, checks: " in err
