import json

import pytest


@pytest.mark.parametrize(("lang", "title", "word"), [("en", "Tiny", "Read one"), ("ko", "작은 것", "읽기")])
def test_exercises_are_listed_in_both_languages(call, mixed, lang, title, word):
    code, out, err = call("list", "--course", mixed.root, "--lang", lang)
    assert (code, err) == (0, "")
    assert f"ex01  {title}" in out
    assert word in out


def test_exercises_are_listed_as_json(call, mixed):
    _, out, _ = call("list", "--course", mixed.root, "--json", "--lang", "en")
    [one] = json.loads(out)
    assert (one["exercise"], one["title"], one["max_score"]) == ("ex01", "Tiny", 75)
    assert one["checks"][:3] == ["right", "wrong", "after"]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_handout_is_shown_in_both_languages(call, mixed, lang):
    assert call("show", "ex01", "--course", mixed.root, "--lang", lang) == (0, f"# Tiny ({lang})\n", "")


def test_a_handout_that_is_missing_is_wrong_use(call, mixed):
    (mixed.folder / "handout.en.md").unlink()
    code, out, err = call("show", "ex01", "--course", mixed.root, "--lang", "en")
    assert (code, out) == (2, "")
    assert "handout.en.md" in err


def test_an_unknown_exercise_is_wrong_use(call, mixed):
    code, _, err = call("show", "ex77", "--course", mixed.root)
    assert code == 2
    assert "There is no exercise “ex77”" in err


def test_lint_tells_problems_and_counts_them(call, mixed):
    code, out, _ = call("lint", "--course", mixed.root)
    assert code == 1
    assert "the points add up to 75, not to 100" in out
    assert out.splitlines()[-1].startswith("1 exercise, ")


def test_lint_of_the_built_in_course_is_clean(call):
    code, out, _ = call("lint")
    assert (code, out.splitlines()[-1].endswith("exercises, 0 problems.")) == (0, True)


def test_lint_of_one_exercise(call, mixed):
    assert call("lint", "ex01", "--course", mixed.root)[0] == 1
    assert call("lint", "ex99", "--course", mixed.root)[0] == 2


def test_proving_an_unknown_case_is_wrong_use(call, mixed):
    code, _, err = call("prove", "ex01", "--course", mixed.root, "--case", "nobody")
    assert code == 2
    assert "ex01 has no case “nobody”" in err
    assert "untouched, solution" in err
