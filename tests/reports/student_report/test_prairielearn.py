import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.errors import GraderError
from grader.reports.student_report.prairielearn import render_prairielearn, render_rejected
from tests.support import autograder_rules
from tests.support.samples import HOSTILE, bind_mount, broken, check, perfect, result


def rendered(*results):
    data = render_prairielearn(results)
    document = json.loads(data)
    autograder_rules.prairielearn(document, len(data.encode()))
    return document


def test_the_score_is_the_share_of_the_points():
    assert rendered(bind_mount())["score"] == 0.475


def test_bonus_points_do_not_exceed_the_maximum():
    bonus = check("a", "A", Status.PASSED, 5, 5, bonus=True)
    assert rendered(perfect(), result([check("b", "B", Status.PASSED, 1, 1), bonus]))["score"] == 1.0


def test_each_check_is_a_test_with_its_points():
    tests = rendered(bind_mount())["tests"]
    assert [(one["points"], one["max_points"]) for one in tests][3:6] == [(0, 30), (0, 20), (7.5, 15)]
    assert tests[3]["message"] == "os3 mounts another folder at /tmp/mount."
    assert "expected: /home/student/bm1" in tests[3]["output"]


def test_what_could_not_be_determined_is_never_a_zero():
    with pytest.raises(GraderError):
        render_prairielearn([broken()])


def test_a_rejected_submission_is_not_graded_and_says_why():
    document = json.loads(render_rejected("ex05.evidence is missing.", "en"))
    autograder_rules.prairielearn(document)
    assert document == {"gradable": False, "format_errors": ["ex05.evidence is missing."]}


@given(st.text() | st.just(HOSTILE) | st.just("😀" * 1_000_000))
def test_any_text_of_a_host_makes_a_valid_document(text):
    rendered(result([check("a", f"A {text}", Status.FAILED, 0, 1, message=text, seen=text, hint=text)]))
