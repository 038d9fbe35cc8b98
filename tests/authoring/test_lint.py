"""lint finds every kind of mis-wiring: a good course, broken in one way per test."""

import json

import pytest

from grader.authoring.lint import lint, lint_messages
from grader.course.pack import Course

SUITE = '''
def test_first():
    """The first"""
    fail("wrong", seen=1)

@pytest.mark.needs("first")
def test_second():
    """The second"""
    partial(0.5, "half", seen=2)
'''
SAYS = {"en": "Seen {seen}.", "ko": "{seen} 보임."}
SHARED = ["container-missing", "not-running", "restarting", "not-found", "assertion", "wrong", "half"]


@pytest.fixture
def good(tiny):
    """A course without a fault."""
    tiny.write(SUITE)
    tiny.save("rubrics/messages.yml", says=dict.fromkeys(SHARED, SAYS))
    (tiny.folder / "solution.sh").write_text("true\n")
    (tiny.folder / "mistakes").mkdir()
    (tiny.folder / "mistakes" / "none.sh").write_text("# breaks: first, second (blocked)\n")
    return tiny


def found(tiny):
    return [problem.replace(f"{tiny.root}/", "") for problem in lint(tiny.course, "ex01")]


def rubric(tiny, **changes):
    """Change checks of the rubric; None takes one away."""
    path = tiny.root / "rubrics" / "ex01.yml"
    keys = json.loads(path.read_text())
    for check, change in changes.items():
        entry = keys["checks"].setdefault(check, {**keys["checks"]["first"]})
        if change is None:
            del keys["checks"][check]
        else:
            entry.update(change)
    tiny.save("rubrics/ex01.yml", **keys)


def test_a_file_that_is_wrong_does_not_hide_other_problems(good):
    for language in ("en", "ko"):
        (good.folder / f"handout.{language}.md").write_text("{{ nothing }}\n")
    (good.folder / "solution.sh").unlink()
    (good.folder / "mistakes" / "none.sh").write_text("true\n")
    assert [line.split(": ")[0] for line in found(good)] == [
        "exercises/ex01_tiny/handout.en.md",
        "exercises/ex01_tiny/handout.ko.md",
        "exercises/ex01_tiny/solution.sh is missing",
        "exercises/ex01_tiny/mistakes/none.sh",
    ]


def test_a_good_course_has_no_problems(good):
    assert found(good) == []
    assert lint_messages(good.course) == []


def test_a_check_that_blocks_others_must_exist(good):
    good.write(
        SUITE.replace("partial(", 'blocked("third" if 2 else "first") if 0 else partial(')
        + "\nfrom grader.checks import blocked\n"
    )
    good.save("rubrics/messages.yml", says=dict.fromkeys(SHARED, SAYS))
    assert found(good) == ["exercises/ex01_tiny/test_ex01.py: blocked names third, which is not a check"]


@pytest.mark.parametrize(
    ("first", "second", "leaks"),
    [
        ("hidden", "always", True),
        ("hidden", "after_due", True),
        ("after_due", "always", True),
        ("hidden", "hidden", False),
        ("always", "hidden", False),
    ],
)
def test_a_check_must_not_tell_how_a_hidden_one_ended(good, first, second, leaks):
    good.write(SUITE, first={"visibility": first}, second={"visibility": second})
    problem = (
        f"exercises/ex01_tiny/test_ex01.py:9: check second ({second}) needs first ({first}): "
        "a blocked check would tell students that a hidden one failed"
    )
    assert found(good) == ([problem] if leaks else [])


def test_a_malformed_need_of_a_script_is_a_problem(good):
    (good.folder / "mistakes" / "none.sh").write_text("# breaks: first, second (blocked)\n# needs: luck\n")
    assert found(good) == ["exercises/ex01_tiny/mistakes/none.sh: “# needs: luck” is not valid."]


def test_the_built_in_course_has_no_problems():
    course = Course.at(None)
    assert [problem for exercise in course.folders for problem in lint(course, exercise)] == []
    assert lint_messages(course) == []


def test_a_check_that_is_not_scored(good):
    rubric(good, second=None, first={"points": 100})
    assert "exercises/ex01_tiny/test_ex01.py:9: check second has no line in the rubric" in found(good)


def test_a_score_that_no_check_earns(good):
    rubric(good, third={"points": 0})
    assert "rubrics/ex01.yml: third is scored, but no check of test_ex01.py proves it" in found(good)


def test_a_check_that_is_defined_twice(good):
    suite = good.folder / "test_ex01.py"
    suite.write_text(suite.read_text() + 'def test_first():\n    """Again"""\n')
    assert "exercises/ex01_tiny/test_ex01.py:12: check first is defined twice" in found(good)


def test_a_check_without_a_docstring(good):
    suite = good.folder / "test_ex01.py"
    suite.write_text(suite.read_text().replace('    """The first"""\n', ""))
    assert found(good) == [
        "exercises/ex01_tiny/test_ex01.py:4: check first has no docstring; it is what the student reads"
    ]


@pytest.mark.parametrize("need", ["second", "nobody"])
def test_a_need_that_is_not_a_check_above(good, need):
    suite = good.folder / "test_ex01.py"
    suite.write_text(suite.read_text().replace('needs("first")', f'needs("{need}")'))
    where = "exercises/ex01_tiny/test_ex01.py:9"
    assert found(good) == [f"{where}: check second needs {need}, which is not a check above it"]


def test_points_that_do_not_add_up(good):
    rubric(good, first={"points": 49})
    assert found(good) == ["rubrics/ex01.yml: the points add up to 99, not to 100"]


def test_a_bonus_does_not_count_for_the_sum(good):
    rubric(good, first={"bonus": True})
    assert found(good) == ["rubrics/ex01.yml: the points add up to 50, not to 100"]


def test_a_reason_without_a_sentence(good):
    good.save("rubrics/messages.yml", says={word: SAYS for word in SHARED if word != "wrong"})
    assert found(good) == [
        "exercises/ex01_tiny/test_ex01.py: reason wrong has no sentence in rubrics/ex01.yml or messages.yml"
    ]


def test_a_sentence_without_a_reason(good):
    rubric(good, first={"says": {"never": SAYS}})
    assert found(good) == ["rubrics/ex01.yml: reason never has a sentence or hint, but no check gives it"]


def test_languages_that_name_different_values(good):
    rubric(good, first={"says": {"wrong": {"en": "{seen}", "ko": "{expected}"}}})
    assert found(good) == ["rubrics/ex01.yml: first.says.wrong: the languages use different placeholders"]


def test_a_sentence_that_follows_names_its_own_value(good):
    also = {"near_file": {"en": "There is {near_fil}.", "ko": "{near_fil} 있음."}}
    good.save("rubrics/messages.yml", says=dict.fromkeys(SHARED, SAYS), also=also)
    assert lint_messages(good.course) == ["rubrics/messages.yml: also.near_file: {near_fil} is not {near_file}"]


def test_shared_sentences_that_name_different_values(good):
    good.save("rubrics/messages.yml", says={**dict.fromkeys(SHARED, SAYS), "wrong": {"en": "{a}", "ko": "b"}})
    assert lint_messages(good.course) == ["rubrics/messages.yml: says.wrong: the languages use different placeholders"]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("text", [None, " \n", b"\xff"])
def test_a_missing_handout(good, language, text):
    path = good.folder / f"handout.{language}.md"
    path.unlink()
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    [problem] = found(good)
    assert problem.startswith(f"exercises/ex01_tiny/handout.{language}.md ")


def test_a_missing_solution(good):
    (good.folder / "solution.sh").unlink()
    assert found(good) == ["exercises/ex01_tiny/solution.sh is missing"]


def test_a_mistake_that_breaks_an_unknown_check(good):
    (good.folder / "mistakes" / "other.sh").write_text("# breaks: third\n")
    assert found(good) == ["exercises/ex01_tiny/mistakes/other.sh: third is not a check of ex01"]


def test_a_check_that_no_mistake_breaks(good):
    (good.folder / "mistakes" / "none.sh").write_text("# breaks: first\n")
    assert found(good) == ["exercises/ex01_tiny/mistakes: no mistake breaks second, so nothing shows that it can fail"]


def test_a_mistake_without_a_header(good):
    (good.folder / "mistakes" / "mute.sh").write_text("true\n")
    assert found(good) == ["exercises/ex01_tiny/mistakes/mute.sh: it does not state which checks it breaks."]


def test_a_suite_that_is_not_python(good):
    (good.folder / "test_ex01.py").write_text("def (:\n")
    assert found(good)[0].startswith("exercises/ex01_tiny/test_ex01.py:1: ")


def test_several_faults_of_a_rubric_are_several_problems(good):
    rubric(good, first={"points": -1, "hint": {}})
    assert len(found(good)) == 2


def params(tiny, **values):
    keys = json.loads((tiny.folder / "exercise.yml").read_text())
    tiny.save("exercises/ex01_tiny/exercise.yml", **{**keys, "params": values})


def test_placeholders_may_name_parameters_and_the_values_of_checks(good):
    params(good, net="net1")
    hint = {"en": "Look at {net}.", "ko": "{net}을(를) 보십시오."}
    says = {"wrong": {"en": "{seen} {net} {name}", "ko": "{seen} {net} {name}"}}
    rubric(good, first={"title": {"en": "On {net}", "ko": "{net}에서"}, "hint": hint, "says": says})
    assert found(good) == []


@pytest.mark.parametrize("key", ["title", "hint"])
def test_a_placeholder_that_is_not_a_parameter(good, key):
    rubric(good, first={key: {"en": "On {nett}", "ko": "{nett}에서"}})
    assert found(good) == [f"rubrics/ex01.yml: first.{key}: {{nett}} is not a parameter"]


def test_a_placeholder_of_a_sentence_that_is_neither_a_parameter_nor_a_value(good):
    rubric(good, first={"says": {"wrong": {"en": "{sene}", "ko": "{sene}"}}})
    assert found(good) == ["rubrics/ex01.yml: first.says.wrong: {sene} is not a parameter or a value"]


def test_a_docstring_counts_as_the_english_title(good):
    params(good, net="net1")
    rubric(good, first={"title": {"ko": "{net}에서"}})
    assert found(good) == ["rubrics/ex01.yml: first.title: the languages use different placeholders"]


def test_a_hint_whose_languages_name_different_values(good):
    params(good, net="net1")
    rubric(good, first={"hint": {"en": "Look at {net}.", "ko": "보십시오."}})
    assert found(good) == ["rubrics/ex01.yml: first.hint: the languages use different placeholders"]


def test_a_handout_that_names_an_unknown_parameter(good):
    (good.folder / "handout.en.md").write_text("# Make {{ nett }}\n")
    assert found(good) == ["exercises/ex01_tiny/handout.en.md: 'nett' is undefined."]


def test_a_step_that_a_handout_does_not_have(good):
    (good.folder / "handout.en.md").write_text("# Tiny\n\n1. One\n2. Two\n")
    (good.folder / "handout.ko.md").write_text("# 작은\n\n1. 하나\n")
    rubric(good, first={"step": 1}, second={"step": 2})
    assert found(good) == [
        "rubrics/ex01.yml: second.step: handout.ko.md has no step 2; steps are numbered lists",
    ]


def test_a_hint_for_a_reason_that_no_check_gives(good):
    rubric(good, first={"hints": {"never": SAYS}})
    assert "rubrics/ex01.yml: reason never has a sentence or hint, but no check gives it" in found(good)


def test_shared_hints_that_name_different_values(good):
    good.save("rubrics/messages.yml", says=dict.fromkeys(SHARED, SAYS), hints={"never": {"en": "{a}", "ko": "b"}})
    assert lint_messages(good.course) == ["rubrics/messages.yml: hints.never: the languages use different placeholders"]
