import pytest

from grader.checks.verdict import Status
from grader.course.rubric import Rubric
from grader.grading.result import LateEffect
from grader.reports.student_report.visibility import for_student
from tests.support.samples import check, result

TEXT = {"en": "x", "ko": "x"}


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
