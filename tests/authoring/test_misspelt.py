"""One misspelt id is one problem."""

import json

from grader.authoring.lint import lint
from grader.authoring.misspelt import alike

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


def found(tiny, suite, *, mistake="# breaks: first, second (blocked)", **renamed):
    """The problems of a course without a fault, but for this suite and these names in the rubric."""
    tiny.write(SUITE)
    shared = ["container-missing", "not-running", "restarting", "not-found", "assertion", "half"]
    tiny.save("rubrics/messages.yml", says=dict.fromkeys(shared, SAYS))
    text = (tiny.root / "rubrics" / "ex01.yml").read_text()
    keys = json.loads(text)
    keys["checks"]["first"]["says"] = {renamed.get("wrong", "wrong"): SAYS}
    keys["checks"] = {renamed.get(check, check): entry for check, entry in keys["checks"].items()}
    tiny.save("rubrics/ex01.yml", **keys)
    (tiny.folder / "test_ex01.py").write_text(f"import pytest\nfrom grader.checks import fail, partial\n{suite}")
    (tiny.folder / "solution.sh").write_text("true\n")
    (tiny.folder / "mistakes").mkdir()
    (tiny.folder / "mistakes" / "none.sh").write_text(f"{mistake}\n")
    return [problem.replace(f"{tiny.root}/", "") for problem in lint(tiny.course, "ex01")]


def test_an_id_misspelt_in_the_rubric_is_one_problem(tiny):
    problem = "rubrics/ex01.yml: frist is not a check of test_ex01.py. Did you mean “first”?"
    assert found(tiny, SUITE, first="frist") == [problem]


def test_an_id_misspelt_in_the_suite_is_one_problem(tiny):
    problem = "exercises/ex01_tiny/test_ex01.py:4: check frist is not in the rubric. Did you mean “first”?"
    assert found(tiny, SUITE.replace("test_first", "test_frist")) == [problem]


def test_an_id_misspelt_in_a_mistake_is_one_problem(tiny):
    problem = "exercises/ex01_tiny/mistakes/none.sh: frist is not a check of ex01. Did you mean “first”?"
    assert found(tiny, SUITE, mistake="# breaks: frist, second (blocked)") == [problem]


def test_a_misspelt_reason_is_one_problem(tiny):
    problem = "reason wrong has no sentence in rubrics/ex01.yml or messages.yml. Did you mean “worng”?"
    assert found(tiny, SUITE, wrong="worng") == [f"exercises/ex01_tiny/test_ex01.py: {problem}"]


def test_ids_that_do_not_look_alike_are_two_problems(tiny):
    problems = found(tiny, SUITE, second="page-shown", mistake="# breaks: first, second (blocked), page-shown")
    assert [line for line in problems if "second" in line and "Did you mean" in line] == []
    assert len(problems) > 1


def test_a_word_is_in_one_pair_at_most():
    assert alike(["first", "firs"], ["frist"]) == [("firs", "frist")]
