import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.reports.student_report.github import render_github
from tests.support.samples import bind_mount, broken, check, hostile, korean, perfect, result, unreachable

COMMAND = re.compile(r"::(error|notice) title=[^:,\r\n]*::[^\r\n]+")


def test_github_classroom_finds_the_points():
    assert render_github([perfect(), bind_mount()]).splitlines()[:2] == [
        "::notice title=Autograding complete::Points 147.5/200",
        '::notice title=Autograding report::{"totalPoints":147.5,"maxPoints":200}',
    ]


def test_every_finding_is_annotated_the_next_step_first():
    lines = render_github([bind_mount()]).splitlines()[2:]
    assert [line.split("::")[1] for line in lines] == [
        "error title=ex05.bind-mounted [0/30]",
        "error title=ex05.shared-live [7.5/15]",
    ]
    assert "seen: /root/bm1%0Aexpected: /home/student/bm1%0Ahint: The left side" in lines[0]
    assert lines[0].endswith("%0Awaiting: file-visible")


def test_what_waits_for_a_check_that_is_not_shown_is_a_notice():
    waits = check("a", "A", Status.BLOCKED, 0, 1, blocked_by="other")
    assert render_github([result([waits])]).splitlines()[2] == "::notice title=ex05.a [0/1]::A%0Adepends on other"


def test_a_cause_that_hinders_everything_is_annotated_once():
    lost = [check(name, name, Status.ERROR, None, 10, cause="The host is gone.") for name in ("a", "b")]
    shown = render_github([result(lost, score=None, status="error", cause="The host is gone.")])
    assert shown == "::error title=ex05::Not graded: The host is gone.\n"


def test_nothing_counts_as_zero_while_something_is_not_graded():
    shown = render_github([perfect(), broken()])
    assert "Points" not in shown
    assert shown.startswith("::error title=ex06::Not graded: 1 check could not tell: site-answers.\n")


def test_an_error_without_a_cause_still_says_something():
    assert "Not graded: unknown cause" in render_github([result([], status="error", score=None)])


def test_annotations_speak_the_language_of_the_result():
    assert "힌트: 바인드 마운트의 왼쪽은" in render_github([korean()])


def test_special_characters_are_escaped():
    failed = check("a", "50 %", Status.FAILED, 0, 1, message="a: b, c\nd")
    assert render_github([result([failed], exercise="ex:0,5")]).splitlines()[2] == (
        "::error title=ex%3A0%2C5.a [0/1]::50 %25%0Aa: b, c d"
    )


def test_a_blocked_check_may_not_know_its_cause():
    assert "needs" not in render_github([result([check("a", "A", Status.BLOCKED, 0, 1)])])


@pytest.mark.parametrize("shown", [bind_mount(), broken(), hostile(), korean()])
def test_every_line_is_one_command(shown):
    assert all(COMMAND.fullmatch(line) for line in render_github([shown]).split("\n")[:-1])


@given(st.text(min_size=1))
def test_no_text_can_begin_a_command_of_its_own(text):
    evil = f"x\n::stop-commands::{text}\r::set-output name=x::{text}"
    lines = render_github([result([check("a", evil, Status.FAILED, 0, 1, message=evil, seen=evil)])]).split("\n")
    assert len(lines) == 4
    assert "::stop-commands::" in unquote(lines[2])


def test_a_host_that_could_not_be_reached_is_told_once_for_all_exercises():
    other = unreachable().model_copy(update={"exercise": "ex02"})
    [error] = render_github([unreachable(), other]).splitlines()
    assert error.startswith("::error title=ex01%2C ex02::Not graded: host-17 does not answer")
