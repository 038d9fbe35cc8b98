import io
import re

import pytest
from rich.console import Console

from grader.checks.verdict import RootCause, Status
from grader.course.rubric import Rubric
from grader.grading.findings import findings
from grader.grading.result import LateEffect
from grader.reports.json_output import render_json
from grader.reports.student_report.github import render_github
from grader.reports.student_report.html import render_html
from grader.reports.student_report.junit import render_junit
from grader.reports.student_report.text import render_text
from grader.reports.student_report.visibility import for_student
from tests.support.samples import check, result

TEXT = {"en": "x", "ko": "x"}
OS3 = RootCause("container", "os3")


def rubric(**visibility: str) -> Rubric:
    checks = {
        name: {"points": 10, "visibility": how, "title": {"ko": "x"}, "hint": TEXT} for name, how in visibility.items()
    }
    return Rubric.model_validate({"exercise": "ex05", "checks": checks})


MIXED = rubric(open="always", later="after_due", never="hidden")


def graded(**more):
    checks = [
        check("open", "Open", Status.PASSED, 10, 10),
        check("later", "Later", Status.PARTIAL, 4, 10),
        check("never", "Never", Status.FAILED, 0, 10),
    ]
    return result(checks, **more)


def ids(shown):
    return [one.id for one in shown.checks]


def test_before_the_due_time_the_score_is_that_of_the_checks_that_are_shown():
    shown = for_student(graded(), MIXED, due_is_over=False)
    assert (ids(shown), shown.hidden, shown.score, shown.max_score) == (["open"], 2, 10, 10)
    assert shown.hidden_max_points is None


def test_once_the_due_time_is_over_after_due_checks_open_and_the_score_is_the_one_that_counts():
    shown = for_student(graded(), MIXED, due_is_over=True)
    assert (ids(shown), shown.hidden, shown.score, shown.max_score) == (["open", "later"], 1, 14, 30)
    assert (shown.hidden_points, shown.hidden_max_points) == (0, 10)


def test_where_nothing_is_due_after_due_checks_stay_closed_and_count():
    shown = for_student(graded(), MIXED, due_is_over=None)
    assert (ids(shown), shown.hidden, shown.score) == (["open"], 2, 14)
    assert (shown.hidden_points, shown.hidden_max_points) == (4, 20)


def test_what_a_hidden_check_could_not_tell_is_not_told_before_the_due_time():
    checks = [*graded().checks[:2], check("never", "Never", Status.ERROR, None, 10, cause="Gone.")]
    whole = result(checks, status="error", score=None, cause="Gone.")
    before, after = (for_student(whole, MIXED, due_is_over=over) for over in (False, True))
    assert (before.status, before.score, before.cause) == ("graded", 10, None)
    assert (after.status, after.score, after.hidden_points, after.counts) == ("error", None, None, None)


def test_late_points_and_the_score_are_of_the_same_checks():
    shown = for_student(graded(late=LateEffect(days=1, kept=50, before=14, after=7)), MIXED, due_is_over=True)
    assert (shown.score, shown.late.before, shown.counts) == (14, 14, 7)


@pytest.mark.parametrize("over", [True, False, None])
def test_a_rubric_that_hides_nothing_leaves_the_result_as_it_is(over):
    assert for_student(graded(), rubric(open="always", later="always", never="always"), due_is_over=over) == graded()


def waiting(status, points, **more):
    """One check that is shown waits for one that is not, which ended so."""
    never = check("never", "Never", status, points, 10, **more)
    worth = 0 if points is not None else None
    return [check("open", "Open", Status.BLOCKED, worth, 10, blocked_by="never"), never]


@pytest.mark.parametrize("over", [False, True, None])
def test_a_check_that_is_shown_does_not_name_a_hidden_one_that_it_waits_for(over):
    shown = for_student(result(waiting(Status.FAILED, 0)), MIXED, due_is_over=over)
    assert [(one.id, one.status, one.blocked_by) for one in shown.checks] == [("open", Status.BLOCKED, None)]
    assert "never" not in render_json([shown]).replace("Never", "never")


def test_one_that_opens_after_the_due_time_is_named_from_then_on():
    checks = [check("open", "Open", Status.BLOCKED, 0, 10, blocked_by="later"), *graded().checks[1:]]
    before, after = (for_student(result(checks), MIXED, due_is_over=over).checks[0] for over in (False, True))
    assert (before.blocked_by, after.blocked_by) == (None, "later")


@pytest.mark.parametrize("over", [False, True, None])
def test_the_cause_of_a_hidden_check_is_not_told_under_its_name(over):
    checks = waiting(Status.ERROR, None, cause="Gone.")
    whole = result(checks, status="error", score=None, cause="never: Gone.")
    assert for_student(whole, MIXED, due_is_over=over).cause is None
    shown = [check("open", "Open", Status.ERROR, None, 10, cause="No host."), checks[1]]
    whole = result(shown, status="error", score=None, cause="never: Gone.")
    assert for_student(whole, MIXED, due_is_over=over).cause == "No host."


def test_a_cause_that_says_which_hidden_check_was_needed_is_left_out():
    checks = [
        check("open", "Open", Status.ERROR, None, 10, blocked_by="never", cause="It needs never."),
        check("never", "Never", Status.PASSED, 10, 10),
    ]
    shown = for_student(result(checks, status="error", score=None, cause="It needs never."), MIXED, due_is_over=False)
    assert (shown.cause, shown.checks[0].cause, shown.checks[0].blocked_by) == (None, None, None)


def needing_a_container(*more):
    """A hidden check states what the shown ones fail for."""
    for id_, said in (("waits", None), ("open", "There is no os3."), ("too", "There is no os3.")):
        blocked = check(id_, "", Status.BLOCKED, 0, 10, blocked_by="never", root=OS3, message=said)
        yield blocked.model_copy(update={"hint": said and "Look again."})
    yield check("never", "Never", Status.FAILED, 0, 10, message="There is no os3.", root=OS3)


@pytest.mark.parametrize("over", [False, True, None])
def test_a_shown_check_stands_for_the_hidden_one_that_states_the_same_cause(over):
    rules = rubric(waits="always", open="always", too="always", never="hidden")
    shown = for_student(result(list(needing_a_container())), rules, due_is_over=over)
    assert [(one.id, one.status, one.blocked_by) for one in shown.checks] == [
        ("waits", Status.BLOCKED, "open"), ("open", Status.FAILED, None), ("too", Status.BLOCKED, "open")
    ]  # fmt: skip
    (finding,) = findings(shown)
    assert (finding.check.message, finding.check.hint) == ("There is no os3.", "Look again.")
    assert "never" not in render_json([shown])


def test_without_such_a_check_not_even_the_cause_of_the_hidden_one_is_told():
    waits, *_, never = needing_a_container()
    shown = for_student(result([waits, never]), rubric(waits="always", never="hidden"), due_is_over=False)
    assert (shown.checks[0].status, shown.checks[0].blocked_by, shown.checks[0].root) == (Status.BLOCKED, None, None)


DIALECTS = ("universal", "codegrade", "ant")


def test_no_report_of_a_student_names_what_is_hidden():
    shown = for_student(result(waiting(Status.FAILED, 0)), MIXED, due_is_over=False)
    console = Console(width=200, file=io.StringIO())
    render_text([shown], console, "en")
    said = [
        console.file.getvalue(),
        render_html([shown], "en"),
        render_github([shown]),
        *(render_junit([shown], dialect).decode() for dialect in DIALECTS),
    ]
    for text in said:
        assert "Open" in text or "ex05.open" in text
        assert "Never" not in text
        assert not re.search(r"\bnever\b", text.partition("</style>")[2] or text)


def test_a_blocked_check_is_blocked_for_codegrade_too_whatever_it_waits_for():
    shown = for_student(result(waiting(Status.FAILED, 0)), MIXED, due_is_over=False)
    assert b'type="CheckBlocked"' in render_junit([shown], "codegrade")
