import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.errors import GraderError
from grader.grading.result import LateEffect
from grader.reports.student_report.github import render_github
from grader.reports.student_report.github_classroom import render_github_classroom
from tests.support import autograder_rules
from tests.support.samples import HOSTILE, bind_mount, broken, check, hostile, perfect, result

EVIL = ["::set-output name=x::1", "##[set-output name=x]1", "x\n::add-mask::a", "\r\n  ::error::x", "%0A::error::x"]


def rendered(*results):
    return json.loads(render_github_classroom(results))


def test_the_reporter_finds_the_points_that_the_notices_have():
    assert autograder_rules.classroom(rendered(perfect(), bind_mount())) == (147.5, 200)


def test_points_that_lateness_cost_are_in_the_sum():
    late = bind_mount().model_copy(update={"late": LateEffect(days=1, kept=90, before=47.5, after=42.75)})
    assert autograder_rules.classroom(rendered(late)) == (42.75, 100)


def test_the_job_passes_only_if_every_check_did():
    assert rendered(perfect())["status"] == "pass"
    assert rendered(perfect(), bind_mount())["status"] == "fail"


def test_what_could_not_be_determined_is_never_a_zero():
    with pytest.raises(GraderError):
        render_github_classroom([broken()])


@given(st.text() | st.sampled_from([HOSTILE, *EVIL]))
def test_no_text_of_a_host_is_a_command_in_the_log_of_the_job(text):
    shown = result([check("a", text, Status.FAILED, 0, 1, message=text, seen=text, hint=text)], exercise=text)
    document = rendered(shown)
    said = [*autograder_rules.classroom_log(document), *(one["message"] for one in document["tests"])]
    assert {autograder_rules.workflow_command(line) for line in said} == {None}
    known = {autograder_rules.workflow_command(line) for line in render_github([shown]).split("\n")[:-1]}
    assert known <= {"notice", "error"}


@pytest.mark.parametrize("text", EVIL[:4])
def test_the_rules_see_a_command_where_there_is_one(text):
    assert any(autograder_rules.workflow_command(line) for line in text.split("\n"))


def test_a_hostile_host_changes_no_points():
    graded = hostile().model_copy(update={"status": "graded", "score": 1.0})
    assert autograder_rules.classroom(rendered(graded))[0] == 1.0
