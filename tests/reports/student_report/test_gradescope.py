import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.errors import GraderError
from grader.grading.result import LateEffect
from grader.reports.student_report.gradescope import render_gradescope, render_rejected
from tests.support import autograder_rules
from tests.support.samples import HOSTILE, bind_mount, broken, check, korean, perfect, result


def rendered(*results):
    document = json.loads(render_gradescope(results))
    autograder_rules.gradescope(document)
    return document


def test_each_check_is_a_test_in_the_order_of_the_rubric():
    document = rendered(bind_mount(), perfect())
    assert [one["number"] for one in document["tests"]] == [*(f"1.{n}" for n in range(1, 8)), "2.1", "2.2"]
    assert [one["extra_data"]["check"] for one in document["tests"]][:2] == ["ex05.host-directory", "ex05.host-file"]


def test_the_points_of_the_checks_are_kept():
    document = rendered(bind_mount())
    assert [one["score"] for one in document["tests"]] == [10, 10, 15, 0, 0, 7.5, 5]
    assert document["score"] == 47.5


def test_a_partial_check_is_not_passed():
    assert [one["status"] for one in rendered(bind_mount())["tests"]].count("failed") == 3


def test_a_bonus_adds_nothing_to_the_maximum():
    assert sum(one["max_score"] for one in rendered(bind_mount())["tests"]) == bind_mount().max_score


def test_the_score_is_the_one_after_the_late_policy():
    late = bind_mount().model_copy(update={"late": LateEffect(days=1, kept=90, before=47.5, after=42.75)})
    document = rendered(late)
    assert document["score"] == 42.75
    assert "4.75 taken off" in document["output"]


def test_what_could_not_be_determined_is_never_a_zero():
    with pytest.raises(GraderError):
        render_gradescope([broken()])


def test_a_rejected_submission_says_why_in_its_language():
    document = json.loads(render_rejected("ex05.evidence is missing.", "ko"))
    autograder_rules.gradescope(document)
    assert document["output"] == "ex05.evidence is missing."
    assert document["tests"][0]["name"] == "이 제출물은 채점할 수 없습니다"


def test_all_text_is_in_the_language_of_the_result():
    assert "힌트: " in json.dumps(rendered(korean()), ensure_ascii=False)


@given(st.text() | st.just(HOSTILE) | st.just("]]>😀" * 300_000))
def test_any_text_of_a_host_makes_a_valid_document(text):
    shown = check("a", f"A {text}", Status.FAILED, 0, 1, message=text, seen=text, expected=text, hint=text)
    data = render_gradescope([result([shown])]).encode()
    assert len(data) < 20_000
    autograder_rules.gradescope(json.loads(data))
