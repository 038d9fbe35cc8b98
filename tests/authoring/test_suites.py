"""lint of checks in YAML: what they need, what they conclude, and secrets that they cannot see."""

import pytest

from grader.authoring.lint import lint
from grader.authoring.suites import suite_of
from grader.checks.declared import CHECKS
from grader.course.declared_checks import KINDS

TEXT = """\
checks:
  folder:
    title: A folder
    file: {path: ~/site, type: directory}
  web:
    title: web has the variables
    needs: [folder]
    container: {name: web, env: {A: b}}
"""
SAYS = {"en": "So.", "ko": "그렇습니다."}


@pytest.fixture
def good(tiny):
    """A course without a fault and without Python."""
    tiny.write("")
    (tiny.folder / "test_ex01.py").unlink()
    (tiny.folder / "checks.yml").write_text(TEXT)
    texts = {"points": 50, "title": {"ko": "확인"}, "hint": {"en": "?", "ko": "?"}}
    tiny.save("rubrics/ex01.yml", exercise="ex01", checks={"folder": texts, "web": texts})
    reasons = suite_of(tiny.course.exercise("ex01")).reasons
    library = ["container-missing", "not-running", "restarting", "not-found", "assertion"]
    tiny.save("rubrics/messages.yml", says=dict.fromkeys([*reasons, *library], SAYS))
    (tiny.folder / "solution.sh").write_text("true\n")
    (tiny.folder / "mistakes").mkdir()
    (tiny.folder / "mistakes" / "none.sh").write_text("# breaks: folder, web (blocked)\n")
    return tiny


def found(tiny):
    return [problem.replace(f"{tiny.root}/", "") for problem in lint(tiny.course, "ex01")]


def change(tiny, old, new):
    assert old in TEXT
    (tiny.folder / "checks.yml").write_text(TEXT.replace(old, new))


def test_a_good_exercise_has_no_problems(good):
    assert found(good) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_function_and_reasons(tiny, kind):
    samples = {
        "container": "{name: a}",
        "image": "{name: a}",
        "file": "{path: /a}",
        "http": "{container: a}",
        "command": "{run: a}",
    }
    tiny.write("")
    (tiny.folder / "checks.yml").write_text(f"checks: {{a: {{title: a, {kind}: {samples[kind]}}}}}")
    assert set(CHECKS) == set(KINDS)
    assert len(suite_of(tiny.course.exercise("ex01")).reasons) > 2


def test_a_need_must_be_above(good):
    change(good, "[folder]", "[other]")
    assert found(good) == ["exercises/ex01_tiny/checks.yml:5: check web needs other, which is not a check above it"]


def test_a_check_must_be_in_the_rubric(good):
    change(good, "  web:", "  other-name:")
    assert found(good) == [
        "exercises/ex01_tiny/checks.yml:5: check other-name has no line in the rubric",
        "rubrics/ex01.yml: web is scored, but no check of checks.yml proves it",
    ]


def test_a_misspelt_check_is_one_problem_with_its_line(good):
    change(good, "  web:", "  wab:")
    assert found(good) == ["exercises/ex01_tiny/checks.yml:5: check wab is not in the rubric. Did you mean “web”?"]


def test_a_wrong_key_is_one_problem_with_its_line(good):
    change(good, "path:", "paht:")
    assert found(good) == [
        "exercises/ex01_tiny/checks.yml, line 4, checks.folder.file: “paht” is not a known key. Did you mean “path”?"
    ]


def test_a_check_is_in_one_of_the_suites_only(good):
    (good.folder / "test_ex01.py").write_text('def test_web():\n    """Again"""\n')
    assert found(good) == ["exercises/ex01_tiny/test_ex01.py:1: check web is defined twice"]


def test_the_value_of_a_secret_cannot_be_compared(good):
    change(good, "A: b", "DB_PASSWORD: b")
    [problem] = found(good)
    assert problem.startswith("exercises/ex01_tiny/checks.yml:5: check web compares the value of DB_PASSWORD")
    assert problem.endswith("write: DB_PASSWORD: null")
    change(good, "A: b", "DB_PASSWORD: null")
    assert found(good) == []
