import pytest

from grader.checks.verdict import Status
from grader.grading.result import LateEffect
from grader.reports.summary import (
    differences,
    graded_at,
    label,
    late_note,
    moment,
    punctuality,
    reason,
    said_once,
    score_note,
    standing,
    tally,
    times,
    total,
)
from tests.support.samples import bind_mount, broken, check, everything, perfect, result, unreachable

LATER = "비공개 항목 2개는 나중에 채점하며, 이 점수에는 들어 있지 않습니다."
LATE = LateEffect(days=2, kept=80, before=100, after=80)


def test_checks_are_counted_in_a_fixed_order():
    assert tally(bind_mount()) == [(Status.PASSED, 4), (Status.PARTIAL, 1), (Status.FAILED, 1), (Status.BLOCKED, 1)]


@pytest.mark.parametrize(
    ("shown", "language", "said"),
    [
        (perfect(), "en", "All 2 checks passed."),
        (
            perfect(hidden=1),
            "en",
            "All 2 visible checks passed. 1 hidden check is graded later and is not included in this score.",
        ),
        (perfect(hidden=2), "ko", f"공개된 항목 2개를 모두 통과했습니다. {LATER}"),
        (broken(), "en", "1 passed, 1 failed, 1 error."),
        (bind_mount(), "ko", f"통과 4개, 부분 통과 1개, 실패 1개, 보류 1개. {LATER}"),
        (result([], hidden=3), "en", "3 hidden checks are graded later and are not included in this score."),
        (
            perfect(hidden=1, hidden_points=5, hidden_max_points=10),
            "en",
            "All 2 visible checks passed. 1 check is not shown here; this score includes its 5/10 points.",
        ),
        (unreachable(), "en", ""),
    ],
)
def test_the_standing_is_said_honestly(shown, language, said):
    assert standing(shown, language) == said


def test_a_total_leaves_out_what_could_not_be_graded():
    whole = total([bind_mount(), broken(), perfect(), unreachable()])
    assert (whole.score, whole.max_score, whole.ungraded) == (147.5, 200, 2)


def test_a_check_that_is_not_shown_is_named_by_its_id():
    assert label("not-shown", bind_mount()) == "not-shown"


def test_work_is_on_time_or_late_if_it_was_due():
    due = "2026-12-01T23:59:00+09:00"
    late = LateEffect(days=1, kept=80, before=100, after=80)
    assert punctuality(perfect(due=due), "en") == "On time"
    assert punctuality(perfect(due=due, late=late), "en") == "1 day late"
    assert punctuality(perfect(), "en") is None
    assert punctuality(unreachable().model_copy(update={"due": due}), "en") is None


def test_seen_and_expected_values_have_their_names():
    failed = check("a", "A", Status.FAILED, 0, 5, message="There is nobody.", seen=False, expected=True)
    assert differences(failed, "en") == [("seen", "no"), ("expected", "yes")]


def test_an_error_without_a_cause_says_so():
    assert reason(check("a", "A", Status.ERROR, None, 5), "en") == "Could not be checked: unknown cause"
    assert reason(check("a", "A", Status.FAILED, 0, 5), "en") is None


def test_the_samples_show_every_status():
    assert {c.status for r in everything() for c in r.checks} == set(Status)


def test_a_total_adds_up_what_counts_after_the_late_policy():
    whole = total([perfect(late=LATE), perfect()])
    assert (whole.score, whole.max_score) == (180, 200)


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (LATE, "Points: 100 earned, 20 taken off for being 2 days late (80 % kept)."),
        (
            LateEffect(days=1, kept=90, before=100, after=90),
            "Points: 100 earned, 10 taken off for being 1 day late (90 % kept).",
        ),
        (LateEffect(days=1, kept=90, before=None, after=None), None),
        (None, None),
    ],
)
def test_what_being_late_took_off_is_said(late, said):
    assert late_note(perfect(late=late), "en") == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The instructor set this score by hand: seen in the lab"),
        ("ko", "담당 교수가 수동으로 지정한 점수입니다: seen in the lab"),
    ],
)
def test_a_score_that_was_set_by_hand_says_by_whom_and_why(language, said):
    assert score_note(perfect(set_by_hand="seen in the lab"), language) == said


def test_a_score_that_the_checks_gave_needs_no_note():
    assert score_note(perfect(), "en") is None


def test_the_times_that_decide_are_told_where_something_is_due():
    told = perfect(due="2026-12-01T23:59:00+09:00", done="2026-12-01T14:00:00+00:00")
    assert times(told, "en") == [("Due", told.due), ("Work done", told.done)]
    assert times(perfect(done=told.done), "en") == []


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-12-01T23:59:00+09:00", "2026-12-01 23:59 UTC+09:00"),
        ("2026-12-01T23:59:00Z", "2026-12-01 23:59 UTC"),
        ("2026-12-01T23:59:00", "2026-12-01 23:59 UTC"),
        ("soon", "soon"),
    ],
)
def test_a_time_is_told_by_the_clock_that_it_is_of(when, said):
    assert moment(when) == said


def test_the_time_of_grading_is_in_the_zone_of_the_other_times():
    graded = perfect(started="2026-11-29T21:02:00Z", done="2026-11-30T05:00:00+09:00")
    assert graded_at(graded) == "2026-11-30T06:02:00+09:00"
    assert graded_at(perfect(started="2026-11-29T21:02:00Z", done=None)) == "2026-11-29T21:02:00Z"


def test_a_cause_that_hinders_the_whole_exercise_is_said_once():
    mine = check("site", "The site answers", Status.ERROR, None, 10, cause="The host is gone.")
    other = check("port", "The port is open", Status.ERROR, None, 10, cause="This check is broken.")
    whole = result([mine, other], score=None, status="error", cause="The host is gone.")
    assert said_once(mine, whole, "en") is None
    assert said_once(other, whole, "en") == "Could not be checked: This check is broken."
    assert reason(mine, "en") == "Could not be checked: The host is gone."
